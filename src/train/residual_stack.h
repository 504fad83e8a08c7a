// Residual layers as one operation on a graphics card, by our own kernels (src/cuda).
#pragma once

#include <vector>

#include <torch/torch.h>

namespace autochrome::train {

/// Channels of the layers for which there are kernels: those of the study's ResNet.
inline constexpr int kResidualChannels = 256;

/// Of a normalization, [256] float32 each.
struct NormTensors {
  torch::Tensor weight;
  torch::Tensor bias;
  torch::Tensor running_mean;
  torch::Tensor running_var;
};

/// Of a layer, float32: its normalization, and its convolutions' [256, 256, 1, 1] and [256].
struct ResidualTensors {
  NormTensors norm;
  torch::Tensor weight1;
  torch::Tensor bias1;
  torch::Tensor weight2;
  torch::Tensor bias2;
};

/// Whether this program was built with the kernels, and the card is one that they are for.
[[nodiscard]] bool has_residual_stack(torch::Device device);

/// In training, x + conv2(leaky(conv1(leaky(norm(x))))) for every layer and leaky(norm(x)) by
/// `last` behind them, `x` being bfloat16 [N, 256, H, W] on a card; running statistics move by
/// `share`, and are of what layers give before it is rounded. Computes and gives back channels
/// last. Keeps three values of x's size a layer for the gradients, of which there are no further
/// ones.
[[nodiscard]] torch::Tensor residual_stack(const torch::Tensor& x,
                                           const std::vector<ResidualTensors>& layers,
                                           const NormTensors& last,
                                           double share,
                                           double epsilon,
                                           double slope);

}  // namespace autochrome::train
