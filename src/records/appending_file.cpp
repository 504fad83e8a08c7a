#include "records/appending_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace autochrome::records {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int code) {
  throw IoError(fmt::format("cannot write '{}': {}", path.string(), std::strerror(code)));
}

/// Whether all of it is on disk; where it is not, errno says why.
bool write_whole(int descriptor, std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t put = ::write(descriptor, piece.data(), piece.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    piece.remove_prefix(static_cast<std::size_t>(put));
  }
  return ::fsync(descriptor) == 0;
}

}  // namespace

AppendingFile::AppendingFile(std::filesystem::path path)
    : path_(std::move(path)),
      size_(regular_file_size(path_)),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC)) {
  if (descriptor_ < 0) fail(path_, errno);
}

AppendingFile::~AppendingFile() { ::close(descriptor_); }

void AppendingFile::append(std::string_view piece) {
  if (!write_whole(descriptor_, piece)) {
    const int code = errno;
    truncate(size_);
    fail(path_, code);
  }
  size_ += piece.size();
}

void AppendingFile::truncate(std::uintmax_t bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) fail(path_, errno);
  size_ = bytes;
}

}  // namespace autochrome::records
