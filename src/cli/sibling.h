// The programs of this project stand beside each other in one folder and start each other.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace autochrome::cli {

/// The folder of the running program.
[[nodiscard]] std::filesystem::path program_folder();

/// Becomes the program `name` of that folder. Throws InputError with `missing` when it is not
/// there, IoError when it cannot be run.
[[noreturn]] void become_sibling(const std::string& name,
                                 const std::vector<std::string>& arguments,
                                 const std::string& missing);

}  // namespace autochrome::cli
