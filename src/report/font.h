// A font of 5×7 pixels, drawn for the labels of figures: they need no more, and a system's fonts
// would make them differ from machine to machine.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace autochrome::report {

inline constexpr int kGlyphWidth = 5;
inline constexpr int kGlyphHeight = 7;

/// Rows from the top; bit 4 is the leftmost pixel.
using Glyph = std::array<std::uint8_t, kGlyphHeight>;

/// Takes the next character off `text` and gives its glyph: capitals for letters of either case,
/// digits and some signs; a small box for what it does not know. `text` is not empty.
[[nodiscard]] Glyph next_glyph(std::string_view& text) noexcept;

/// Characters of UTF-8.
[[nodiscard]] int length_of(std::string_view text) noexcept;

}  // namespace autochrome::report
