// Nearest-neighbour enlarging.
#pragma once

#include "infer/layout.h"

namespace autochrome::infer {

/// [C, H, W] to [C, factor·H, factor·W], both in `layout`, every pixel repeated.
void enlarge_nearest(
    const Shape& from_shape, Layout layout, int factor, const float* from, float* to);

}  // namespace autochrome::infer
