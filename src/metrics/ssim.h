// Structural similarity: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality
// assessment: from error visibility to structural similarity", IEEE TIP 13(4), 2004; and its
// multi-scale form: Z. Wang, E. P. Simoncelli, A. C. Bovik, "Multi-scale structural similarity for
// image quality assessment", Asilomar 2003.
#pragma once

#include <array>

#include "metrics/planes.h"

namespace autochrome::metrics {

struct Similarity {
  /// Eq. 13 of each encoded channel (R, G, B; range 255), averaged over the windows that lie
  /// within the picture: 11×11, Gaussian, σ 1.5, K1 0.01, K2 0.03. In [-1, 1], 1 for equal
  /// pictures.
  std::array<double, 3> channels{};
  double ssim = 0;  ///< mean of the channels
  /// Eq. 7 of 2003, mean of the channels: contrast and structure at every scale, means compared at
  /// the coarsest. Scales too small for one window are left out and the weights of the others
  /// scaled to sum 1: five scales from 176 pixels on, four at 128, three at 64. A negative factor
  /// counts as 0. In [0, 1].
  double ms_ssim = 0;
  int scales = 0;
};

/// Pictures narrower or lower than the window are compared as if their last row and column went on.
/// Throws ShapeError for different sizes.
[[nodiscard]] Similarity similarity(const ColorPlanes& result,
                                    const ColorPlanes& truth,
                                    color::Isa isa = color::Isa::Best);

}  // namespace autochrome::metrics
