// "NAME=DIR" on the command line: pictures of one contestant.
#pragma once

#include <filesystem>
#include <string>

namespace autochrome::cli {

struct NamedFolder {
  std::string name;
  std::filesystem::path path;
};

/// Throws InputError, naming the flag, where the text has another form.
[[nodiscard]] NamedFolder parse_named_folder(const std::string& text, const std::string& flag);

}  // namespace autochrome::cli
