// From main memory to where the network computes.
#pragma once

#include <torch/torch.h>

namespace autochrome::train {

/// `host`, a tensor in main memory, on the device. To a graphics card it goes by way of page-locked
/// memory and nobody waits for it: whatever is asked of the card afterwards comes after it.
[[nodiscard]] torch::Tensor uploaded(const torch::Tensor& host, torch::Device device);

}  // namespace autochrome::train
