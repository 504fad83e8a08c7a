#include "onnx/protobuf.h"

#include <bit>

namespace autochrome::onnx {

namespace {

// Wire types.
constexpr std::uint32_t kVarint = 0;
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

}  // namespace autochrome::onnx
