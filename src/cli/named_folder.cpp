#include "cli/named_folder.h"

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::cli {

NamedFolder parse_named_folder(const std::string& text, const std::string& flag) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const std::string path = equals == std::string::npos ? "" : text.substr(equals + 1);
  // A report has a folder of that name.
  const bool names_folder =
      !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
  if (names_folder && !path.empty()) return {name, path};
  throw InputError(fmt::format("'{} {}' wants the form NAME=DIR", flag, text));
}

}  // namespace autochrome::cli
