// Convolutions as training needs them: of batches that lie channels last in memory, with weights
// that are new at every step. By Winograd's method, which reads and writes such batches as they
// are: sixteen channels of a pixel follow one another in any case.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/winograd.h"

namespace autochrome::kernels {

/// A convolution of stride 1 from [pictures, height, width, in] to the same with `out` channels.
struct BatchConvolution {
  std::int64_t pictures = 1;
  std::int64_t height = 0;  ///< of what is read
  std::int64_t width = 0;
  std::int64_t in = 0;
  std::int64_t out = 0;
  int taps = 3;  ///< along either axis
  int pad_begin = 1;
  int pad_end = 1;

  [[nodiscard]] std::int64_t height_out() const noexcept {
    return height + pad_begin + pad_end - taps + 1;
  }

  [[nodiscard]] std::int64_t width_out() const noexcept {
    return width + pad_begin + pad_end - taps + 1;
  }
};

/// Whether it has 3×3 or 4×4 taps and whole blocks of channels, and saves products.
[[nodiscard]] bool is_fast(const BatchConvolution& convolution, Instructions instructions);

/// The convolution that takes gradients of its results to those of what it read; its weights are
/// the same ones, transposed and turned around.
[[nodiscard]] BatchConvolution adjoint(const BatchConvolution& convolution) noexcept;

/// By the tiling for its taps, scheduled for so many threads.
[[nodiscard]] Winograd batch_winograd(const BatchConvolution& convolution,
                                      Instructions instructions,
                                      int threads);

/// Tensors of one call. `weights` are [out, taps, taps, in] of the convolution that is learned.
struct BatchData {
  const float* x = nullptr;
  const float* weights = nullptr;
  float* y = nullptr;
  float* memory = nullptr;  ///< memory_floats
};

/// Working memory of either function below, for as many threads as there are now.
[[nodiscard]] std::size_t memory_floats(const BatchConvolution& convolution,
                                        Instructions instructions);

/// y = x * weights. Results do not depend on the number of threads.
void convolve(const BatchConvolution& convolution,
              const BatchData& data,
              Instructions instructions);

/// The same for the adjoint of the convolution whose weights are given.
void convolve_adjoint(const BatchConvolution& adjoint,
                      const BatchData& data,
                      Instructions instructions);

}  // namespace autochrome::kernels
