// The colour difference CIEDE2000: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference
// formula: implementation notes, supplementary test data, and mathematical observations", Color
// Research and Application 30(1), 2005. kL = kC = kH = 1.
#pragma once

#include "color/lab.h"
#include "metrics/planes.h"

namespace autochrome::metrics {

/// The paper's equations 1 to 22 as they stand, one pair at a time: what the vectorised form is
/// tested against. 0 for equal colours; about 1 is just noticeable.
[[nodiscard]] double ciede2000(color::Lab first, color::Lab second) noexcept;

/// The mean over all pixels. Throws ShapeError for different sizes.
[[nodiscard]] double mean_ciede2000(const ColorPlanes& result,
                                    const ColorPlanes& truth,
                                    color::Isa isa = color::Isa::Best);

}  // namespace autochrome::metrics
