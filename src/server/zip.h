// A ZIP archive written as it goes (APPNOTE.TXT 6.3.10, PKWARE), members stored as they are:
// pictures do not get smaller. Members and archives beyond 4 GB are written as ZIP64.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace autochrome::server {

/// The CRC-32 of ZIP, fed piece by piece.
class Crc32 {
 public:
  void update(std::string_view bytes) noexcept;

  [[nodiscard]] std::uint32_t value() const noexcept { return ~state_; }

 private:
  std::uint32_t state_ = 0xFFFF'FFFFU;
};

class ZipWriter {
 public:
  struct Member {
    std::string name;  ///< UTF-8, no folders; made different from the others'
    std::uint64_t bytes = 0;
    std::uint32_t crc = 0;
  };

  /// What stands before the member's bytes, which are to follow at once.
  [[nodiscard]] std::string begin(Member member);

  /// What ends the archive.
  [[nodiscard]] std::string finish() const;

 private:
  struct Entry {
    Member member;
    std::uint64_t offset = 0;
  };

  std::vector<Entry> entries_;
  std::uint64_t written_ = 0;
};

}  // namespace autochrome::server
