// Names that nobody guesses: for what a server keeps, and for who may ask.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace autochrome::http {

inline constexpr std::size_t kIdLength = 16;

/// 16 random hexadecimal digits, lower case.
[[nodiscard]] std::string new_id();

/// Whether the text is an id, and so harmless in a path.
[[nodiscard]] bool is_id(std::string_view text) noexcept;

/// 128 random bits in hexadecimal.
[[nodiscard]] std::string new_token();

}  // namespace autochrome::http
