#include "cli/sibling.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"

namespace autochrome::cli {

std::filesystem::path program_folder() {
  std::error_code failure;
  return std::filesystem::read_symlink("/proc/self/exe", failure).parent_path();
}

void become_sibling(const std::string& name,
                    const std::vector<std::string>& arguments,
                    const std::string& missing) {
  const std::string program = program_folder() / name;
  if (!std::filesystem::exists(program)) {
    throw InputError(fmt::format("'{}' is missing: {}", program, missing));
  }
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  throw IoError(fmt::format("cannot run '{}': {}", program, std::strerror(errno)));
}

}  // namespace autochrome::cli
