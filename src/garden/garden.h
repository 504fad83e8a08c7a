// A garden photograph that nobody took: flowers grown from random numbers, lit, seen through a lens
// and developed. It serves the demo, the README and tests, which then need no picture of a
// person's. The same size and seed give the same bytes on every machine.
#pragma once

#include <cstdint>
#include <vector>

namespace autochrome::garden {

struct Photograph {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;   ///< [height, width, 3], encoded sRGB: the colours it truly has
  std::vector<std::uint8_t> gray;  ///< [height, width], encoded like sRGB: the luminance of `rgb`
};

/// The most pixels that are drawn.
inline constexpr std::int64_t kLargestPhotograph = 100'000'000;

/// Draws it; sizes show the same flowers from about the same place. Takes about a second for a
/// megapixel. Throws InputError when a side is less than 1 or the picture has more pixels than
/// `kLargestPhotograph`.
[[nodiscard]] Photograph draw(int width, int height, std::uint64_t seed);

}  // namespace autochrome::garden
