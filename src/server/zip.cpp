#include "server/zip.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace autochrome::server {

namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50;
constexpr std::uint32_t kEnd64Locator = 0x07064b50;
constexpr std::uint16_t kVersion64 = 45;
constexpr std::uint16_t kUtf8Names = 1U << 11U;
constexpr std::uint16_t kExtra64 = 1;
/// 1980-01-01, the first day that ZIP knows: results have no date of their own.
constexpr std::uint16_t kFirstDay = (1U << 5U) | 1U;
constexpr std::uint64_t kEnd64Bytes = 44;
constexpr auto kLater = std::numeric_limits<std::uint32_t>::max();  // the value stands in the extra

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) * 0xEDB8'8320U);
    table[i] = value;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kCrcTable = crc_table();

template <class Number>
void put(std::string& text, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i) {
    text += static_cast<char>((std::uint64_t{number} >> (8 * i)) & 0xFFU);
  }
}

void put16(std::string& text, std::size_t number) { put(text, static_cast<std::uint16_t>(number)); }

void put32(std::string& text, std::uint64_t number) {
  put(text, static_cast<std::uint32_t>(std::min<std::uint64_t>(number, kLater)));
}

/// From "needed to extract" to the uncompressed size: the same in both headers.
void put_facts(std::string& text, const ZipWriter::Member& member) {
  put16(text, kVersion64);
  put16(text, kUtf8Names);
  put16(text, 0);  // stored
  put16(text, 0);  // time
  put16(text, kFirstDay);
  put(text, member.crc);
  put(text, kLater);
  put(text, kLater);
  put16(text, member.name.size());
}

}  // namespace

void Crc32::update(std::string_view bytes) noexcept {
  for (const char c : bytes) {
    state_ = kCrcTable[(state_ ^ static_cast<unsigned char>(c)) & 0xFFU] ^ (state_ >> 8U);
  }
}

std::string ZipWriter::begin(Member member) {
  const auto taken = [this](const std::string& name) {
    return std::ranges::any_of(entries_,
                               [&](const Entry& entry) { return entry.member.name == name; });
  };
  const std::string wanted = member.name;
  const std::size_t dot = std::min(wanted.find('.'), wanted.size());
  for (int n = 2; taken(member.name); ++n) {
    member.name = fmt::format("{}-{}{}", wanted.substr(0, dot), n, wanted.substr(dot));
  }
  std::string text;
  put(text, kLocalHeader);
  put_facts(text, member);
  put16(text, 4 + 2 * sizeof(std::uint64_t));
  text += member.name;
  put16(text, kExtra64);
  put16(text, 2 * sizeof(std::uint64_t));
  put(text, member.bytes);
  put(text, member.bytes);
  const std::uint64_t offset = written_;
  written_ += text.size() + member.bytes;
  entries_.push_back({std::move(member), offset});
  return text;
}

std::string ZipWriter::finish() const {
  std::string text;
  for (const auto& [member, offset] : entries_) {
    put(text, kCentralHeader);
    put16(text, kVersion64);
    put_facts(text, member);
    put16(text, 4 + 3 * sizeof(std::uint64_t));
    put16(text, 0);  // comment
    put16(text, 0);  // disk
    put16(text, 0);  // internal attributes
    put32(text, 0);  // external attributes
    put(text, kLater);
    text += member.name;
    put16(text, kExtra64);
    put16(text, 3 * sizeof(std::uint64_t));
    put(text, member.bytes);
    put(text, member.bytes);
    put(text, offset);
  }
  const std::uint64_t central_bytes = text.size();
  const std::uint64_t end = written_ + central_bytes;
  const std::uint64_t count = entries_.size();
  put(text, kEnd64);
  put(text, kEnd64Bytes);
  put16(text, kVersion64);
  put16(text, kVersion64);
  put32(text, 0);
  put32(text, 0);
  put(text, count);
  put(text, count);
  put(text, central_bytes);
  put(text, written_);
  put(text, kEnd64Locator);
  put32(text, 0);
  put(text, end);
  put32(text, 1);
  put(text, kEnd);
  put16(text, 0);
  put16(text, 0);
  put16(text, std::min<std::uint64_t>(count, 0xFFFF));
  put16(text, std::min<std::uint64_t>(count, 0xFFFF));
  put32(text, central_bytes);
  put32(text, written_);
  put16(text, 0);
  return text;
}

}  // namespace autochrome::server
