// Inside of winograd: the two halves of the work, in each compiled form of winograd.inc.h, and how
// they find each other's values.
#pragma once

#include "kernels/product_tile.h"
#include "kernels/winograd.h"

namespace autochrome::kernels {

/// Floats from one of a tile's points to the next: an odd number of cache lines, as the points of
/// one tile are written together and must not fall into the same few places of the cache.
[[nodiscard]] constexpr std::int64_t point_stride(std::int64_t floats) noexcept {
  constexpr std::int64_t kLine = 16;
  return ((floats + kLine - 1) / kLine | 1) * kLine;
}

/// Transformed inputs are [point][block][tile][lane], the tiles those of one round.
[[nodiscard]] inline std::int64_t input_point_stride(const Winograd& winograd) noexcept {
  return point_stride(winograd.blocks_in() * winograd.tiles_at_once *
                      block_of(winograd.instructions));
}

/// Products are [tile][point][output of the group].
[[nodiscard]] inline std::int64_t product_tile_stride(const Winograd& winograd) noexcept {
  return size_of(winograd.tiling).products() * product_tile(winograd.instructions).outputs();
}

/// Groups of outputs, the last perhaps of fewer vectors.
[[nodiscard]] inline std::int64_t groups_out(const Winograd& winograd) noexcept {
  const std::int64_t outputs = winograd.blocks_out() * block_of(winograd.instructions);
  const std::int64_t group = product_tile(winograd.instructions).outputs();
  return (outputs + group - 1) / group;
}

struct Range {
  std::int64_t first;
  std::int64_t last;  ///< the one behind
};

struct WinogradKernels {
  /// Transforms some blocks of the inputs of some tiles.
  void (*transform)(const Winograd& winograd,
                    const WinogradData& data,
                    Range tiles,
                    Range blocks,
                    float* transformed);
  /// Multiplies for one group of outputs, and transforms back.
  void (*finish)(const Winograd& winograd,
                 const WinogradData& data,
                 Range tiles,
                 std::int64_t group,
                 const float* transformed,
                 float* products);
};

[[nodiscard]] WinogradKernels portable_winograd_kernels(Tiling tiling) noexcept;
#ifdef AUTOCHROME_X86_KERNELS
/// Only to be called where the processor has them.
[[nodiscard]] WinogradKernels avx2_winograd_kernels(Tiling tiling) noexcept;
[[nodiscard]] WinogradKernels avx512_winograd_kernels(Tiling tiling) noexcept;
#endif

}  // namespace autochrome::kernels
