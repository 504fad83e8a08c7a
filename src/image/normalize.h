// Whatever a file holds brought to what colorization works on: 8 or 16 bit sRGB-encoded gray or
// RGB. Only for this folder.
#pragma once

#include "image/icc_profile.h"
#include "image/vips_call.h"

namespace autochrome::image {

/// What the bands of a loaded image mean; alpha, if any, is the one behind the colour bands.
struct BandLayout {
  enum class Colors { Gray, Rgb, Cmyk, Other };

  Colors colors = Colors::Gray;
  int color_bands = 1;
  bool alpha = false;
};

[[nodiscard]] BandLayout band_layout(const VipsImage* image);

/// Whether the samples must be looked at twice: their range is nowhere written down.
[[nodiscard]] bool needs_range(const VipsImage* image);

struct Normalized {
  ImageOwner image;  ///< 8 or 16 bit, 1 to 4 bands, alpha last
  int bits = 8;      ///< of the file
  OutputProfile profile;
};

/// Lazy except for the range of samples that are neither 8 nor 16 bit unsigned (`needs_range`):
/// those are taken as display values from 0 to 1, 255 or 65535, whichever the largest fits in; RGB
/// floats as linear light from 0 to 1 (scRGB), as libvips reads them, unless their mean is beyond
/// white and no darker than a hundredth of the scale it would have as display values. Throws
/// VipsError, also for display values that are not finite.
[[nodiscard]] Normalized normalize(VipsImage* image);

}  // namespace autochrome::image
