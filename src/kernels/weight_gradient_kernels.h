// Inside of weight_gradient: its loops, in each compiled form of weight_gradient.inc.h.
#pragma once

#include "kernels/winograd_kernels.h"

namespace autochrome::kernels {

/// Transformed tiles are [point][block][tile][lane] for both sides, sums [point][output][input].
/// All strides count floats.
struct WeightGradientKernels {
  /// Transforms some blocks of the gradient of the results of some tiles: `grid` is where they are.
  void (*transform)(const Winograd& winograd,
                    const PixelGrid& grid,
                    const float* of_y,
                    Range tiles,
                    Range blocks,
                    std::int64_t block_stride,
                    std::int64_t point_stride,
                    float* transformed);
  /// Of one point and one block of outputs: the products of `tiles` tiles, added to `sums` or
  /// replacing what is there.
  void (*multiply)(const float* of_y,
                   const float* x,
                   std::int64_t blocks_in,
                   std::int64_t tiles,
                   std::int64_t block_stride,
                   bool add,
                   float* sums);
  /// From the sums of one block of outputs to taps [output][tap][input].
  void (*finish)(const float* sums,
                 std::int64_t inputs,
                 std::int64_t point_stride,
                 std::int64_t block,
                 float* of_weights);
};

/// Those that this build has for it, portable ones otherwise.
[[nodiscard]] WeightGradientKernels weight_gradient_kernels(Tiling tiling,
                                                            Instructions instructions) noexcept;

[[nodiscard]] WeightGradientKernels portable_weight_gradient_kernels(Tiling tiling) noexcept;
#ifdef AUTOCHROME_X86_KERNELS
/// Only to be called where the processor has them.
[[nodiscard]] WeightGradientKernels avx2_weight_gradient_kernels(Tiling tiling) noexcept;
[[nodiscard]] WeightGradientKernels avx512_weight_gradient_kernels(Tiling tiling) noexcept;
#endif

}  // namespace autochrome::kernels
