// Nearest-neighbour enlarging.
#pragma once

#include "kernels/layout.h"

namespace autochrome::kernels {

/// [C, H, W] to [C, factor·H, factor·W], both in `layout`, every pixel repeated.
void enlarge_nearest(
    const Shape& from_shape, Layout layout, int factor, const float* from, float* to);

}  // namespace autochrome::kernels
