// Inside of pointwise: what is compiled for each kind of processor, and how memory is shared out.
#pragma once

#include <algorithm>

#include "kernels/pointwise.h"
#include "kernels/product_tile.h"

namespace autochrome::kernels {

/// Products of half the size that a layer is made of.
inline constexpr int kProductsOfHalves = 7;

/// Some pixels that go through the layers together. The upper and the lower half of them are the
/// two halves of a matrix; an odd one out has a neighbour of zeros.
struct PixelTile {
  std::int64_t first = 0;
  std::int64_t count = 0;

  [[nodiscard]] std::int64_t half() const noexcept { return (count + 1) / 2; }

  [[nodiscard]] std::int64_t padded() const noexcept { return 2 * half(); }
};

/// A thread's memory, in floats.
struct PointwiseScratch {
  std::int64_t tile = 0;  ///< a layer's inputs or outputs; there are two
  std::int64_t rows = 0;  ///< sums of quarters of the inputs, and products, of some rows

  [[nodiscard]] std::int64_t total() const noexcept { return 2 * tile + rows; }
};

[[nodiscard]] PointwiseScratch scratch_of(const Pointwise& pointwise);

/// Takes one tile through all layers; `scratch` is the thread's own.
using PointwiseKernel = void(const Pointwise& pointwise,
                             const PointwiseData& data,
                             PixelTile tile,
                             const PointwiseScratch& sizes,
                             float* scratch);

PointwiseKernel portable_pointwise;
#ifdef AUTOCHROME_X86_KERNELS
/// Only to be called where the processor has them.
PointwiseKernel avx2_pointwise;
PointwiseKernel avx512_pointwise;
#endif

}  // namespace autochrome::kernels
