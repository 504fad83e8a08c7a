// A folder of results under construction beside its target, as base/file.h's AtomicFile is a file:
// the target appears whole or not at all.
#pragma once

#include <filesystem>

namespace autochrome::evaluate {

class StagedFolder {
 public:
  /// Throws InputError when the target exists, IoError when its parent cannot be written to.
  explicit StagedFolder(std::filesystem::path target);
  /// Without `commit` everything written is removed.
  ~StagedFolder();
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;

  /// Where the files go until `commit`.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return staging_; }

  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path staging_;
};

}  // namespace autochrome::evaluate
