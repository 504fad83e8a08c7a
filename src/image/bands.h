// Bands taken apart, joined and brought to another depth. Only for this folder.
#pragma once

#include "image/vips_call.h"

namespace autochrome::image {

[[nodiscard]] ImageOwner extract_bands(VipsImage* image, int first, int count);

[[nodiscard]] ImageOwner join_bands(VipsImage* left, VipsImage* right);

/// The same samples, said to mean something else.
[[nodiscard]] ImageOwner with_interpretation(VipsImage* image, VipsInterpretation interpretation);

/// 16-bit samples, `factor` times the image's.
[[nodiscard]] ImageOwner scaled_to_short(VipsImage* image, double factor);

/// A normalised image at 8 or 16 bit a sample, full scale kept full scale, rounded.
[[nodiscard]] ImageOwner to_depth(VipsImage* image, int bits);

/// A normalised image without its alpha, seen on white paper.
[[nodiscard]] ImageOwner flatten_on_white(VipsImage* image);

}  // namespace autochrome::image
