#include "base/folder.h"

#include <system_error>

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome {

void make_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  if (!folder.empty()) std::filesystem::create_directories(folder, failure);
  if (!failure) return;
  throw IoError(fmt::format("cannot make the folder '{}': {}", folder.string(), failure.message()));
}

}  // namespace autochrome
