// Batch normalization and the leaky ReLU behind it as one operation on the processor: both are
// bound by memory, and together they pass over it half as often.
#pragma once

#include <torch/torch.h>

namespace autochrome::train {

/// torch::leaky_relu(torch::batch_norm(...), slope) in training, slope in [0, 1], for float32 `x`
/// [N, C, H, W] on the CPU; `running_mean` and `running_var` move by `share`. A slope of 0 is ReLU.
/// Computes and gives back channels last; the same bits for any number of threads.
[[nodiscard]] torch::Tensor norm_activate(const torch::Tensor& x,
                                          const torch::Tensor& weight,
                                          const torch::Tensor& bias,
                                          torch::Tensor& running_mean,
                                          torch::Tensor& running_var,
                                          double share,
                                          double epsilon,
                                          double slope);

}  // namespace autochrome::train
