#include "kernels/winograd.h"

#include <algorithm>

#include <fmt/format.h>

#include "kernels/parallel.h"
#include "kernels/winograd_kernels.h"

namespace autochrome::kernels {

namespace {

std::int64_t blocks_of(const std::vector<PixelGrid>& grids) {
  std::int64_t blocks = 0;
  for (const PixelGrid& grid : grids) blocks += grid.blocks;
  return blocks;
}

std::int64_t transformed_floats(const Winograd& winograd) {
  return size_of(winograd.tiling).products() * input_point_stride(winograd);
}

std::int64_t product_floats(const Winograd& winograd) {
  return winograd.tiles_at_once * product_tile_stride(winograd);
}

std::int64_t factor_floats(const Winograd& winograd) {
  return winograd.weights == WeightForm::Taps ? factor_row_floats(winograd) : 0;
}

/// Of a thread's own, where threads share out the outputs.
std::int64_t finishing_floats(const Winograd& winograd) {
  return product_floats(winograd) + factor_floats(winograd);
}

Range round_of(const Winograd& winograd, std::int64_t number) {
  const std::int64_t first = number * winograd.tiles_at_once;
  return {first, std::min(first + winograd.tiles_at_once, winograd.tiles())};
}

std::int64_t rounds(const Winograd& winograd) {
  return divided_up(winograd.tiles(), winograd.tiles_at_once);
}

/// Every thread goes from inputs to outputs with tiles of its own.
void share_tiles(const Winograd& winograd, const WinogradData& data) {
  const WinogradKernels kernels = winograd_kernels(winograd.tiling, winograd.instructions);
  const std::int64_t transformed_size = transformed_floats(winograd);
  const std::int64_t own_size = transformed_size + finishing_floats(winograd);
  parallel_for(rounds(winograd), [&](std::int64_t number) {
    float* transformed = data.scratch + thread_number() * own_size;
    float* products = transformed + transformed_size;
    const Range tiles = round_of(winograd, number);
    kernels.transform(winograd, data, tiles, {0, winograd.blocks_in()}, transformed);
    for (std::int64_t group = 0; group < groups_out(winograd); ++group) {
      kernels.finish(winograd, data, tiles, group, transformed, products,
                     products + product_floats(winograd));
    }
  });
}

/// The threads transform the same tiles' inputs together, then each reads its share of the weights:
/// where these are many and tiles are few.
void share_outputs(const Winograd& winograd, const WinogradData& data) {
  const WinogradKernels kernels = winograd_kernels(winograd.tiling, winograd.instructions);
  float* transformed = data.scratch;
  float* own = transformed + transformed_floats(winograd);
  for (std::int64_t number = 0; number < rounds(winograd); ++number) {
    const Range tiles = round_of(winograd, number);
    parallel_for(winograd.blocks_in(), [&](std::int64_t block) {
      kernels.transform(winograd, data, tiles, {block, block + 1}, transformed);
    });
    parallel_for(groups_out(winograd), [&](std::int64_t group) {
      float* products = own + thread_number() * finishing_floats(winograd);
      kernels.finish(winograd, data, tiles, group, transformed, products,
                     products + product_floats(winograd));
    });
  }
}

}  // namespace

WinogradKernels winograd_kernels(Tiling tiling, Instructions instructions) noexcept {
  switch (instructions) {
#ifdef AUTOCHROME_X86_KERNELS
    case Instructions::Avx512:
      return avx512_winograd_kernels(tiling);
    case Instructions::Avx2:
      return avx2_winograd_kernels(tiling);
#endif
    default:
      return portable_winograd_kernels(tiling);
  }
}

std::int64_t Winograd::blocks_in() const noexcept { return blocks_of(from); }

std::int64_t Winograd::blocks_out() const noexcept { return blocks_of(to); }

std::string to_text(Tiling tiling) {
  const auto [outputs, taps] = size_of(tiling);
  return fmt::format("F({0}x{0}, {1}x{1})", outputs, taps);
}

std::size_t scratch_floats(const Winograd& winograd, int threads) {
  const std::int64_t transformed = transformed_floats(winograd);
  const std::int64_t finishing = finishing_floats(winograd);
  return static_cast<std::size_t>(winograd.by_outputs ? transformed + threads * finishing
                                                      : threads * (transformed + finishing));
}

void convolve(const Winograd& winograd, const WinogradData& data) {
  winograd.by_outputs ? share_outputs(winograd, data) : share_tiles(winograd, data);
}

}  // namespace autochrome::kernels
