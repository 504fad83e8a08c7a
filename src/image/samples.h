// Pictures from and to plain memory, for what draws them and what measures them.
#pragma once

#include <cstdint>
#include <vector>

#include "image/picture.h"

namespace autochrome::image {

/// Samples interleaved, row-major without gaps: [height, width, bands].
struct Samples {
  int width = 0;
  int height = 0;
  int bands = 3;  ///< gray, gray and alpha, RGB, RGB and alpha
  int bits = 8;   ///< 8 or 16; values reach 255 or 65535
  std::vector<std::uint16_t> values;
};

/// A picture of these samples, sRGB encoded, that can be read any number of times. Throws
/// ShapeError when size, bands or bits are not such or do not agree with the number of values.
[[nodiscard]] Picture from_samples(const Samples& samples);

/// All of the picture decoded. Throws InputError when its file turns out damaged.
[[nodiscard]] Samples to_samples(const Picture& picture);

}  // namespace autochrome::image
