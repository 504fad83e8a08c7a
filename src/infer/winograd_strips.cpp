#include "infer/winograd_strips.h"

#include <algorithm>

#include "kernels/parallel.h"
#include "kernels/winograd_cost.h"

namespace autochrome::infer {

namespace {

constexpr std::int64_t kPhases = 2;  // along an axis
// A quarter of a megabyte for every thread, which finds it in its second cache again.
constexpr std::int64_t kBufferFloats = std::int64_t{1} << 16;

/// The one behind the last row of the phase that these tiles write.
std::int64_t end_of(const kernels::PixelGrid& grid, const kernels::Winograd& winograd) {
  return std::min(grid.height, grid.top + winograd.tile_rows * size_of(winograd.tiling).outputs);
}

}  // namespace

WinogradStrips::WinogradStrips(const kernels::Winograd& winograd, const Shape& to, int threads)
    : winograd_(winograd), tile_rows_(winograd.tile_rows), to_(to) {
  const std::int64_t block = block_of(winograd.instructions);
  const std::int64_t tile_height = kPhases * size_of(winograd.tiling).outputs;
  const std::int64_t strip_rows = kBufferFloats * threads / (to.w * block);
  winograd_.tile_rows = std::clamp<std::int64_t>(strip_rows / tile_height, 1, tile_rows_);
  schedule(winograd_, threads);
  scratch_ = kernels::scratch_floats(winograd_, threads);
  // One more row of tiles than there is, as phases begin one after another.
  buffer_ = static_cast<std::size_t>((winograd_.tile_rows + 1) * tile_height * to.w * block);
}

WinogradStrips::Strip WinogradStrips::strip_at(std::int64_t tile_row) const {
  Strip strip{winograd_};
  strip.winograd.tile_rows = std::min(winograd_.tile_rows, tile_rows_ - tile_row);
  const std::int64_t down = tile_row * size_of(winograd_.tiling).outputs;
  for (kernels::PixelGrid& grid : strip.winograd.from) grid.top += down;
  for (kernels::PixelGrid& grid : strip.winograd.to) grid.top += down;
  const auto& grids = strip.winograd.to;
  strip.first =
      std::max<std::int64_t>(0, std::ranges::min(grids, {}, &kernels::PixelGrid::top).top);
  for (kernels::PixelGrid& grid : strip.winograd.to) {
    grid.height = end_of(grid, strip.winograd) - strip.first;
    grid.top -= strip.first;
  }
  return strip;
}

void WinogradStrips::write(const Strip& strip, const float* buffer, float* to) const {
  const std::int64_t block = block_of(winograd_.instructions);
  const auto& grids = strip.winograd.to;
  for (std::int64_t phase = 0; phase < kPhases; ++phase) {
    const kernels::PixelGrid& grid = grids[static_cast<std::size_t>(phase * kPhases)];
    const std::int64_t begin = std::max<std::int64_t>(0, grid.top);
    kernels::parallel_for(std::max<std::int64_t>(0, grid.height - begin), [&](std::int64_t i) {
      const std::int64_t row = (begin + i) * kPhases + phase;
      const float* from = buffer + row * to_.w * block;
      float* at = to + (strip.first * kPhases + row) * to_.w;
      for (std::int64_t c = 0; c < to_.c; ++c, at += to_.plane()) {
        for (std::int64_t x = 0; x < to_.w; ++x) at[x] = from[x * block + c];
      }
    });
  }
}

void WinogradStrips::run(const kernels::WinogradData& data) const {
  float* const buffer = data.scratch;
  for (std::int64_t row = 0; row < tile_rows_; row += winograd_.tile_rows) {
    const Strip strip = strip_at(row);
    convolve(strip.winograd,
             {data.from, buffer, data.weights, data.bias, {}, data.scratch + buffer_});
    write(strip, buffer, data.to);
  }
}

}  // namespace autochrome::infer
