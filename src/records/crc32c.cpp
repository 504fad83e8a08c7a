#include "records/crc32c.h"

#include <array>

namespace autochrome::records {

namespace {

constexpr std::uint32_t kReversedPolynomial = 0x82f63b78;

/// What a byte at the end of the register adds once it has been shifted out.
constexpr std::array<std::uint32_t, 256> kByteRemainders = [] {
  std::array<std::uint32_t, 256> remainders{};
  for (std::uint32_t byte = 0; byte < remainders.size(); ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1U) != 0 ? kReversedPolynomial : 0U);
    }
    remainders[byte] = remainder;
  }
  return remainders;
}();

}  // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept {
  std::uint32_t remainder = 0xffffffff;
  for (const char byte : bytes) {
    const std::uint32_t last = (remainder ^ static_cast<unsigned char>(byte)) & 0xffU;
    remainder = (remainder >> 8) ^ kByteRemainders[last];
  }
  return ~remainder;
}

}  // namespace autochrome::records
