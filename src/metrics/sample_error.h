// Differences of encoded sRGB samples, over all pixels and the three channels.
#pragma once

#include "metrics/planes.h"

namespace autochrome::metrics {

/// What an 8-bit sample spans.
inline constexpr double kFullScale = 255;

struct SampleError {
  double mse = 0;  ///< mean square, samples 0 to 255; divide by 255² for samples 0 to 1
  double mae = 0;  ///< mean absolute, samples 0 to 255; divide by 255 for samples 0 to 1
};

/// Exact: sums of integers. Throws ShapeError for different sizes.
[[nodiscard]] SampleError sample_error(const ColorPlanes& result, const ColorPlanes& truth);

/// Equal pictures would have an infinite ratio, and with one of them so would every mean; no pair
/// gets more than this.
inline constexpr double kMostPsnr = 99;

/// Peak signal-to-noise ratio in dB: 10 log10(255² / MSE), at most kMostPsnr.
[[nodiscard]] double psnr(double mse) noexcept;

}  // namespace autochrome::metrics
