// A lock between processes, for folders that only one may write to.
#pragma once

#include <filesystem>

namespace autochrome {

/// Tries for a lock on a file of its own, and holds it for as long as the object lives or, after a
/// crash, the process. The file stays.
class FileLock {
 public:
  /// Makes the file where it is missing. Throws IoError when that cannot be done.
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// False when somebody else has it.
  [[nodiscard]] bool held() const noexcept { return held_; }

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

}  // namespace autochrome
