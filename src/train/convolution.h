// Convolutions on the processor by our own kernels, which take fewer multiplications than
// libtorch's.
#pragma once

#include <torch/torch.h>

#include "graph/op.h"

namespace autochrome::train {

/// Whether convolve() has kernels for it: `x` [N, C, H, W] and `weight` float32 on the CPU, and a
/// stride of 1, 3×3 or 4×4 taps and whole blocks of channels.
[[nodiscard]] bool is_fast(const torch::Tensor& x,
                           const torch::Tensor& weight,
                           const graph::Conv2d& conv);

/// torch::conv2d of it, which computes and gives back channels last; `bias` may be undefined.
[[nodiscard]] torch::Tensor convolve(const torch::Tensor& x,
                                     const torch::Tensor& weight,
                                     const torch::Tensor& bias,
                                     const graph::Conv2d& conv);

}  // namespace autochrome::train
