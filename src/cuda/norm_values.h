// A batch normalization's own values in the card's memory.
#pragma once

namespace autochrome::cuda {

/// [256] float32 each; forward moves the running ones.
struct NormValues {
  const float* weight = nullptr;
  const float* bias = nullptr;
  float* running_mean = nullptr;
  float* running_var = nullptr;
};

}  // namespace autochrome::cuda
