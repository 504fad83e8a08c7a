#include "records/tfrecord.h"

#include <bit>
#include <cstdint>

#include "records/crc32c.h"

namespace autochrome::records {

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kHeaderBytes = kLengthBytes + kChecksumBytes;
constexpr std::uint32_t kMaskDelta = 0xa282ead8;

std::uint32_t masked_checksum(std::string_view bytes) noexcept {
  return std::rotr(crc32c(bytes), 15) + kMaskDelta;
}

void append_little_endian(std::string& bytes, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
}

std::uint64_t little_endian(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return value;
}

}  // namespace

std::string framed(std::string_view payload) {
  std::string record;
  record.reserve(kHeaderBytes + payload.size() + kChecksumBytes);
  append_little_endian(record, payload.size(), kLengthBytes);
  append_little_endian(record, masked_checksum(record), kChecksumBytes);
  record += payload;
  append_little_endian(record, masked_checksum(payload), kChecksumBytes);
  return record;
}

std::optional<Record> first_record(std::string_view bytes) noexcept {
  if (bytes.size() < kHeaderBytes + kChecksumBytes) return std::nullopt;
  const std::string_view length = bytes.substr(0, kLengthBytes);
  if (little_endian(bytes.substr(kLengthBytes, kChecksumBytes)) != masked_checksum(length)) {
    return std::nullopt;
  }
  const std::uint64_t payload_bytes = little_endian(length);
  if (payload_bytes > bytes.size() - kHeaderBytes - kChecksumBytes) return std::nullopt;
  const std::string_view payload = bytes.substr(kHeaderBytes, payload_bytes);
  const std::string_view checksum = bytes.substr(kHeaderBytes + payload_bytes, kChecksumBytes);
  if (little_endian(checksum) != masked_checksum(payload)) return std::nullopt;
  return Record{payload, kHeaderBytes + payload.size() + kChecksumBytes};
}

}  // namespace autochrome::records
