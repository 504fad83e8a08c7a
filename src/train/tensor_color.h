// Colour arithmetic on batches, on whatever device they are: [N, 3, H, W], floats. The same
// formulas and constants as color/lab.h, which the tests hold them against.
#pragma once

#include <torch/torch.h>

namespace autochrome::train {

/// Encoded sRGB in [0, 1] to L (0..100), a and b.
[[nodiscard]] torch::Tensor lab_of_rgb(const torch::Tensor& rgb);

/// L, a, b to encoded sRGB, clipped to [0, 1].
[[nodiscard]] torch::Tensor rgb_of_lab(const torch::Tensor& lab);

}  // namespace autochrome::train
