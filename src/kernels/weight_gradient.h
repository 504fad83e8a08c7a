// The gradient of a batch convolution with respect to its weights, by the adjoint of Winograd's
// method: transformed tiles of what was read times transformed tiles of the results' gradient,
// summed over all tiles, transformed back to taps.
#pragma once

#include <cstddef>

#include "kernels/batch_convolution.h"

namespace autochrome::kernels {

/// Tensors of one call.
struct WeightGradientData {
  const float* x = nullptr;
  const float* of_y = nullptr;
  float* of_weights = nullptr;  ///< [out, taps, taps, in], overwritten
  float* memory = nullptr;      ///< weight_gradient_floats
};

/// Working memory for as many threads as there are now.
[[nodiscard]] std::size_t weight_gradient_floats(const BatchConvolution& convolution,
                                                 Instructions instructions);

/// Of a convolution that is_fast. Results do not depend on the number of threads.
void weight_gradient(const BatchConvolution& convolution,
                     const WeightGradientData& data,
                     Instructions instructions);

}  // namespace autochrome::kernels
