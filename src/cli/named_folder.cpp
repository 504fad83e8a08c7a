#include "cli/named_folder.h"

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::cli {

NamedFolder parse_named_folder(const std::string& text, const std::string& flag) {
  const std::size_t equals = text.find('=');
  const bool sound = equals != std::string::npos && equals > 0 && equals + 1 < text.size() &&
                     text.find('/') > equals;
  if (!sound) throw InputError(fmt::format("'{} {}' wants the form NAME=DIR", flag, text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace autochrome::cli
