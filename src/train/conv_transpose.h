// Transposed convolution out of a convolution's own gradients, for which libtorch has its fast CPU
// kernels; for the transposed one itself it unfolds the picture and calls BLAS. A graphics card has
// fast kernels for both, and computes it as it is.
#pragma once

#include <torch/torch.h>

namespace autochrome::train {

/// torch::conv_transpose2d without bias: `x` [N, in, H, W], `weight` [in, out, k, k], to
/// [N, out, stride · H, stride · W], where k = stride + 2 · pad.
[[nodiscard]] torch::Tensor conv_transpose(const torch::Tensor& x,
                                           const torch::Tensor& weight,
                                           std::int64_t stride,
                                           std::int64_t pad);

}  // namespace autochrome::train
