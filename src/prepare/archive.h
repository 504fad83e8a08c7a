// A gzip-compressed or plain tar file, read as a stream from front to back and never unpacked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

struct archive;

namespace autochrome::prepare {

struct ArchiveMember {
  std::string path;
  bool regular = false;     ///< an ordinary file: no folder, link or device
  std::uint64_t bytes = 0;  ///< as its header claims
};

/// One pass over an archive, driven by its libarchive reader; the module's only user of it.
class ArchiveReader {
 public:
  /// Throws IoError when the file cannot be read, InputError when it is no tar file.
  explicit ArchiveReader(const std::filesystem::path& path);

  /// The next member, or nothing at the end. Throws InputError when the archive is damaged or cut
  /// short.
  [[nodiscard]] std::optional<ArchiveMember> next();

  /// The bytes of the member that `next` returned last. Throws InputError when they are more than
  /// `limit` or the archive is damaged.
  [[nodiscard]] std::string read(std::size_t limit);

 private:
  struct Closer {
    void operator()(archive* reader) const noexcept;
  };

  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::unique_ptr<archive, Closer> reader_;
};

}  // namespace autochrome::prepare
