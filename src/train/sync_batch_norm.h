// Batch normalization whose batch is that of all ranks together.
#pragma once

#include <torch/torch.h>

#include "train/ranks.h"

namespace autochrome::train {

/// torch::batch_norm in training for `x` [N, C, H, W], the mean and variance taken over the
/// pictures of all ranks, which may hold different numbers of them (Ioffe and Szegedy 2015,
/// algorithm 1; partial variances joined by Chan et al. 1979, eq. 2.1). `running_mean` and
/// `running_var` move by `share`, equally on all ranks. Gradients of `weight` and `bias` are this
/// rank's part, to be averaged like all others. `ranks` must outlive the backward pass. Throws as
/// Ranks::gather, in the backward pass too.
[[nodiscard]] torch::Tensor sync_batch_norm(const torch::Tensor& x,
                                            const torch::Tensor& weight,
                                            const torch::Tensor& bias,
                                            torch::Tensor& running_mean,
                                            torch::Tensor& running_var,
                                            double share,
                                            double epsilon,
                                            const Ranks& ranks);

}  // namespace autochrome::train
