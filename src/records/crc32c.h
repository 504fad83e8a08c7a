// CRC-32C (Castagnoli; RFC 3720, appendix B.4), the checksum of TensorFlow's record files.
#pragma once

#include <cstdint>
#include <string_view>

namespace autochrome::records {

[[nodiscard]] std::uint32_t crc32c(std::string_view bytes) noexcept;

}  // namespace autochrome::records
