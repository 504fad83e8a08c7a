#include "image/source.h"

#include <utility>

namespace autochrome::image {

Source::Source(std::string name, std::shared_ptr<const std::string> content)
    : name_(std::move(name)), content_(std::move(content)) {}

Source Source::file(const std::filesystem::path& path) { return {path.string(), nullptr}; }

Source Source::bytes(std::string content, std::string name) {
  return {std::move(name), std::make_shared<const std::string>(std::move(content))};
}

}  // namespace autochrome::image
