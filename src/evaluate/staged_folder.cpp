#include "evaluate/staged_folder.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/folder.h"

namespace autochrome::evaluate {

namespace fs = std::filesystem;

StagedFolder::StagedFolder(fs::path target) : target_(std::move(target)) {
  if (!target_.has_filename()) target_ = target_.parent_path();
  if (fs::exists(fs::symlink_status(target_))) {
    throw InputError(fmt::format("'{}' exists already", target_.string()));
  }
  const fs::path parent = target_.parent_path();
  std::string name = (parent / fmt::format(".{}.XXXXXX", target_.filename().string())).string();
  make_folder(parent);
  if (::mkdtemp(name.data()) == nullptr) {
    throw IoError(
        fmt::format("cannot make the folder '{}': {}", target_.string(), std::strerror(errno)));
  }
  staging_ = name;
  // mkdtemp's folders are for nobody else; a report is as readable as any file.
  std::error_code ignored;
  fs::permissions(staging_, fs::perms(0755), ignored);
}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!staging_.empty()) fs::remove_all(staging_, ignored);
}

void StagedFolder::commit() {
  std::error_code failure;
  fs::rename(staging_, target_, failure);
  if (failure) {
    throw IoError(fmt::format("cannot finish '{}': {}", target_.string(), failure.message()));
  }
  staging_.clear();
}

}  // namespace autochrome::evaluate
