// Pictures without colour teach a colorizer nothing but gray; they are told apart here.
#pragma once

#include <cstdint>
#include <span>

namespace autochrome::prepare {

/// Whether RGB bytes hold no colour: 99 of 100 pixels have channels within 8 of 255 of each other,
/// which is as far as JPEG's rounding carries a gray picture stored as colour.
[[nodiscard]] bool is_gray(std::span<const std::uint8_t> rgb);

}  // namespace autochrome::prepare
