#include "prepare/archive.h"

#include <cerrno>
#include <cstring>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"

namespace autochrome::prepare {
namespace {

constexpr std::size_t kBlockBytes = 65536;

}  // namespace

void ArchiveReader::Closer::operator()(archive* reader) const noexcept {
  archive_read_free(reader);
}

void ArchiveReader::fail() const {
  const char* reason = archive_error_string(reader_.get());
  throw InputError(fmt::format("'{}' is not a sound .tgz archive: {}", path_.string(),
                               reason != nullptr ? reason : "no reason is given"));
}

ArchiveReader::ArchiveReader(const std::filesystem::path& path)
    : path_(path), reader_(archive_read_new()) {
  if (reader_ == nullptr) throw Error("libarchive cannot be started");
  // Asked first, because libarchive does not tell an unreadable file from a damaged one.
  if (::access(path.c_str(), R_OK) != 0) {
    throw IoError(fmt::format("cannot read '{}': {}", path.string(), std::strerror(errno)));
  }
  archive_read_support_filter_gzip(reader_.get());
  archive_read_support_format_tar(reader_.get());
  if (archive_read_open_filename(reader_.get(), path.c_str(), kBlockBytes) != ARCHIVE_OK) fail();
}

std::optional<ArchiveMember> ArchiveReader::next() {
  archive_entry* entry = nullptr;
  const int status = archive_read_next_header(reader_.get(), &entry);
  if (status == ARCHIVE_EOF) return std::nullopt;
  // A warning is about text encodings or times; the member itself is sound.
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail();
  const char* path = archive_entry_pathname(entry);
  return ArchiveMember{.path = path != nullptr ? path : "",
                       .regular = archive_entry_filetype(entry) == AE_IFREG &&
                                  archive_entry_hardlink(entry) == nullptr,
                       .bytes = static_cast<std::uint64_t>(archive_entry_size(entry))};
}

std::string ArchiveReader::read(std::size_t limit) {
  std::string bytes;
  for (;;) {
    const std::size_t done = bytes.size();
    bytes.resize(done + kBlockBytes);
    const la_ssize_t got = archive_read_data(reader_.get(), bytes.data() + done, kBlockBytes);
    if (got < 0) fail();
    bytes.resize(done + static_cast<std::size_t>(got));
    if (got == 0) return bytes;
    if (bytes.size() > limit) {
      throw InputError(fmt::format("'{}': a member has more than {} bytes", path_.string(), limit));
    }
  }
}

}  // namespace autochrome::prepare
