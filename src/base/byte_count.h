// Amounts of memory as people write them.
#pragma once

#include <cstdint>
#include <string_view>

namespace autochrome {

/// "2G", "256M", "512k" or plain bytes, powers of 1024. Throws InputError naming the option.
[[nodiscard]] std::int64_t bytes_of(std::string_view option, std::string_view text);

}  // namespace autochrome
