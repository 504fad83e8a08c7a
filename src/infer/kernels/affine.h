// A scale and a shift a channel: batch normalization that no convolution absorbed.
#pragma once

#include <span>

#include "infer/layout.h"

namespace autochrome::infer {

/// to = scale · from + shift; one pair for every padded channel of `layout`.
void affine(const Shape& shape,
            Layout layout,
            std::span<const float> scale,
            std::span<const float> shift,
            const float* from,
            float* to);

}  // namespace autochrome::infer
