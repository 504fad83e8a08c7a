#include "base/protobuf.h"

#include <bit>

namespace autochrome::protobuf {

namespace {

// Wire types.
constexpr std::uint32_t kVarint = 0;
constexpr std::uint32_t kFixed64 = 1;
constexpr std::uint32_t kLengthDelimited = 2;
constexpr std::uint32_t kFixed32 = 5;

}  // namespace

void Message::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) encoded_ += static_cast<char>((value & 0x7f) | 0x80);
  encoded_ += static_cast<char>(value);
}

void Message::key(std::uint32_t field, std::uint32_t wire_type) { varint(field << 3 | wire_type); }

Message& Message::number(std::uint32_t field, std::int64_t value) {
  key(field, kVarint);
  varint(static_cast<std::uint64_t>(value));
  return *this;
}

Message& Message::real(std::uint32_t field, float value) {
  key(field, kFixed32);
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (int shift = 0; shift < 32; shift += 8) encoded_ += static_cast<char>(bits >> shift);
  return *this;
}

Message& Message::real64(std::uint32_t field, double value) {
  key(field, kFixed64);
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (int shift = 0; shift < 64; shift += 8) encoded_ += static_cast<char>(bits >> shift);
  return *this;
}

Message& Message::bytes(std::uint32_t field, std::string_view value) {
  key(field, kLengthDelimited);
  varint(value.size());
  encoded_ += value;
  return *this;
}

Message& Message::message(std::uint32_t field, const Message& value) {
  return bytes(field, value.encoded());
}

Message& Message::numbers(std::uint32_t field, std::span<const std::int64_t> values) {
  Message packed;
  for (const std::int64_t value : values) packed.varint(static_cast<std::uint64_t>(value));
  return bytes(field, packed.encoded());
}

bool FieldReader::next() noexcept {
  if (left_.empty()) return false;
  const std::uint64_t key = varint();
  field_ = static_cast<std::uint32_t>(key >> 3);
  number_ = 0;
  bytes_ = {};
  switch (key & 7U) {
    case kVarint:
      number_ = varint();
      break;
    case kFixed64:
      take(sizeof(std::uint64_t));
      break;
    case kLengthDelimited:
      take(varint());
      break;
    case kFixed32:
      take(sizeof(std::uint32_t));
      break;
    default:
      damaged_ = true;
  }
  return !damaged_;
}

std::uint64_t FieldReader::varint() noexcept {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !left_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if (byte < 0x80) return value;
  }
  damaged_ = true;
  return 0;
}

void FieldReader::take(std::uint64_t size) noexcept {
  damaged_ = damaged_ || size > left_.size();
  if (damaged_) return;
  bytes_ = left_.substr(0, size);
  left_.remove_prefix(size);
}

}  // namespace autochrome::protobuf
