// A file that grows by whole pieces: a piece that could not be written to its end is taken back, so
// that what is there stays readable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace autochrome::records {

class AppendingFile {
 public:
  /// Opens a file that exists, to append to it. Throws IoError.
  explicit AppendingFile(std::filesystem::path path);
  ~AppendingFile();
  AppendingFile(const AppendingFile&) = delete;
  AppendingFile& operator=(const AppendingFile&) = delete;

  /// On disk when this returns. Throws IoError, the file being as it was before.
  void append(std::string_view piece);

  /// Keeps the first `bytes` bytes.
  void truncate(std::uintmax_t bytes);

  [[nodiscard]] std::uintmax_t size() const noexcept { return size_; }

 private:
  std::filesystem::path path_;
  std::uintmax_t size_ = 0;
  int descriptor_ = -1;
};

}  // namespace autochrome::records
