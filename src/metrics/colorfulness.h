// How colourful one picture looks, without a truth: D. Hasler, S. Süsstrunk, "Measuring
// colourfulness in natural images", SPIE Human Vision and Electronic Imaging 2003, section 7.
#pragma once

#include "metrics/planes.h"

namespace autochrome::metrics {

/// With rg = R - G and yb = (R + G) / 2 - B of encoded samples, 0 to 255:
/// sqrt(σ²rg + σ²yb) + 0.3 sqrt(µ²rg + µ²yb). 0 for gray; the paper calls 33 moderately colourful
/// and 109 extremely.
struct Colorfulness {
  double as_published = 0;  ///< rg and yb signed
  double absolute = 0;      ///< |rg| and |yb|, as most code has it; never larger
};

[[nodiscard]] Colorfulness colorfulness(const ColorPlanes& picture) noexcept;

}  // namespace autochrome::metrics
