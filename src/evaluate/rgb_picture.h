// A picture file as metrics want it: all of it, as 8-bit sRGB.
#pragma once

#include <cstdint>
#include <vector>

#include "image/picture.h"
#include "image/source.h"
#include "metrics/planes.h"

namespace autochrome::evaluate {

struct RgbPicture {
  std::vector<std::uint8_t> rgb;  ///< [height, width, 3]
  int width = 0;
  int height = 0;
  int stored_bits = 8;       ///< 8 or 16; 16-bit samples were rounded
  bool stored_gray = false;  ///< one band, now R = G = B

  [[nodiscard]] metrics::PictureView view() const noexcept { return {rgb, width, height}; }
};

/// Upright, in sRGB, alpha flattened on white. Throws what image::open and image::to_samples throw:
/// InputError and IoError with the path.
[[nodiscard]] RgbPicture read_rgb(const image::Source& source,
                                  const image::OpenOptions& limits = {});

}  // namespace autochrome::evaluate
