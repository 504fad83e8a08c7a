#include "base/file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <random>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

namespace autochrome {
namespace {

[[noreturn]] void fail(std::string_view action, const std::filesystem::path& path) {
  const int code = errno;
  throw IoError(fmt::format("cannot {} '{}': {}", action, path.string(), std::strerror(code)));
}

class Descriptor {
 public:
  /// Without waiting for whoever might write into a pipe: it is refused, like all that is no file.
  explicit Descriptor(const std::filesystem::path& path)
      : value_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (value_ < 0) fail("open", path);
  }

  ~Descriptor() { ::close(value_); }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int value() const noexcept { return value_; }

 private:
  int value_;
};

/// Of a regular file; folders, pipes and devices throw.
struct stat regular_status(const Descriptor& file, const std::filesystem::path& path) {
  struct stat status {};

  if (::fstat(file.value(), &status) != 0) fail("inspect", path);
  if (!S_ISREG(status.st_mode)) {
    throw IoError(fmt::format("cannot read '{}': not a regular file", path.string()));
  }
  return status;
}

std::size_t regular_size(const Descriptor& file, const std::filesystem::path& path) {
  return static_cast<std::size_t>(regular_status(file, path).st_size);
}

/// Up to `size` bytes, fewer where the file ends before.
std::string read_bytes(const Descriptor& file,
                       const std::filesystem::path& path,
                       std::size_t size) {
  std::string text(size, '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t got = ::read(file.value(), text.data() + done, text.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", path);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  text.resize(done);
  return text;
}

/// ".NAME.XXXXXXXX.tmp" beside the target: on the same file system, so that rename is atomic. A
/// name near the system's limit of 255 bytes is cut short.
std::filesystem::path temporary_beside(const std::filesystem::path& target) {
  std::random_device entropy;
  constexpr std::size_t kMostNameBytes = 200;
  const std::string whole = target.filename().string();
  const auto name = fmt::format(".{}.{:08x}.tmp", whole.substr(0, kMostNameBytes), entropy());
  return target.parent_path() / name;
}

/// Whether `temporary_beside` gives such names.
bool is_temporary(std::string_view name) {
  constexpr std::string_view kEnd = ".tmp";
  constexpr std::size_t kDigits = 8;
  if (!name.starts_with('.') || !name.ends_with(kEnd)) return false;
  name.remove_suffix(kEnd.size());
  const std::size_t dot = name.rfind('.');
  return dot > 0 && name.size() - dot - 1 == kDigits &&
         name.find_first_not_of("0123456789abcdef", dot + 1) == std::string_view::npos;
}

/// As rename, but fails with EEXIST where `to` exists. File systems that cannot rename so can link,
/// which never replaces either; those that can do neither are asked first.
int rename_to_new(const char* from, const char* to) {
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  if (::link(from, to) == 0) return ::unlink(from);
  if (errno == EEXIST) return -1;

  struct stat status {};

  if (::lstat(to, &status) != 0) return ::rename(from, to);
  errno = EEXIST;
  return -1;
}

}  // namespace

std::size_t regular_file_size(const std::filesystem::path& path) {
  return regular_size(Descriptor(path), path);
}

std::string read_file(const std::filesystem::path& path) {
  const Descriptor file(path);
  return read_bytes(file, path, regular_size(file, path));
}

std::string read_unchanged_file(const std::filesystem::path& path) {
  const Descriptor file(path);
  const struct stat before = regular_status(file, path);
  std::string text = read_bytes(file, path, static_cast<std::size_t>(before.st_size));
  const struct stat after = regular_status(file, path);
  const auto size = static_cast<std::size_t>(after.st_size);
  if (size != text.size() || after.st_mtim.tv_sec != before.st_mtim.tv_sec ||
      after.st_mtim.tv_nsec != before.st_mtim.tv_nsec) {
    throw IoError(fmt::format("'{}' changed while it was read: {} bytes were read, now it has {}",
                              path.string(), text.size(), size));
  }
  return text;
}

void write_file(const std::filesystem::path& path, std::string_view text, Existing existing) {
  AtomicFile file(path, existing);
  file.write(text);
  file.commit();
}

MappedFile::MappedFile(const std::filesystem::path& path) {
  const Descriptor file(path);
  const std::size_t size = regular_size(file, path);
  if (size == 0) return;
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.value(), 0);
  if (address == MAP_FAILED) fail("map", path);
  bytes_ = {static_cast<const std::byte*>(address), size};
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

AtomicFile::AtomicFile(std::filesystem::path target, Existing existing)
    : target_(std::move(target)), temporary_(temporary_beside(target_)), existing_(existing) {
  descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail("write", target_);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail("write", target_);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

void AtomicFile::write(std::string_view text) {
  write(std::as_bytes(std::span(text.data(), text.size())));
}

void AtomicFile::write_at(std::size_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t put =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail("write", target_);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    offset += static_cast<std::size_t>(put);
  }
}

std::size_t AtomicFile::read_at(std::size_t offset, std::span<std::byte> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", target_);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) fail("flush", target_);
  const int renamed = existing_ == Existing::Replaced
                          ? ::rename(temporary_.c_str(), target_.c_str())
                          : rename_to_new(temporary_.c_str(), target_.c_str());
  if (renamed != 0 && existing_ == Existing::Kept && errno == EEXIST) {
    throw FileExists(fmt::format("'{}' exists already", target_.string()));
  }
  if (renamed != 0) fail("rename into", target_);
  ::close(std::exchange(descriptor_, -1));
}

void remove_leftovers(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::directory_iterator at(folder, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    std::error_code ignored;
    if (!is_temporary(at->path().filename().string()) || at->is_directory(ignored)) continue;
    if (::unlink(at->path().c_str()) != 0 && errno != ENOENT) fail("remove", at->path());
  }
  if (error) throw IoError(fmt::format("cannot list '{}': {}", folder.string(), error.message()));
}

}  // namespace autochrome
