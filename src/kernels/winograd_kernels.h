// Inside of winograd: the two halves of the work, in each compiled form of winograd.inc.h, and how
// they find each other's values.
#pragma once

#include "base/division.h"
#include "kernels/product_tile.h"
#include "kernels/winograd.h"

namespace autochrome::kernels {

/// Floats from one of a tile's points to the next: an odd number of cache lines, as the points of
/// one tile are written together and must not fall into the same few places of the cache.
[[nodiscard]] constexpr std::int64_t point_stride(std::int64_t floats) noexcept {
  constexpr std::int64_t kLine = 16;
  return (divided_up(floats, kLine) | 1) * kLine;
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
  return divided_up(outputs, group);
}

/// Taps are [group][input][tap][output of the group]; factors of the products, which are their
/// values at the points, [group][point][input][output of the group].
[[nodiscard]] inline std::int64_t taps_of(Tiling tiling) noexcept {
  const int taps = size_of(tiling).taps;
  return std::int64_t{taps} * taps;
}

/// Floats of a group's factors of one row of points.
[[nodiscard]] inline std::int64_t factor_row_floats(const Winograd& winograd) noexcept {
  return size_of(winograd.tiling).points() * winograd.blocks_in() *
         block_of(winograd.instructions) * product_tile(winograd.instructions).outputs();
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
  /// Multiplies for one group of outputs, and transforms back. `factors` has room for those of one
  /// row of points if weights are kept as taps.
  void (*finish)(const Winograd& winograd,
                 const WinogradData& data,
                 Range tiles,
                 std::int64_t group,
                 const float* transformed,
                 float* products,
                 float* factors);
  /// The factors of one row of points from the taps of a group of so many outputs, whole registers.
  void (*transform_weights)(
      const float* taps, std::int64_t inputs, std::int64_t outputs, int row, float* factors);
};

/// Those that this build has for it, portable ones otherwise.
[[nodiscard]] WinogradKernels winograd_kernels(Tiling tiling, Instructions instructions) noexcept;

[[nodiscard]] WinogradKernels portable_winograd_kernels(Tiling tiling) noexcept;
#ifdef AUTOCHROME_X86_KERNELS
/// Only to be called where the processor has them.
[[nodiscard]] WinogradKernels avx2_winograd_kernels(Tiling tiling) noexcept;
[[nodiscard]] WinogradKernels avx512_winograd_kernels(Tiling tiling) noexcept;
#endif

}  // namespace autochrome::kernels
