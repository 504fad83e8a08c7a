#include "kernels/winograd_convolution.h"

#include <algorithm>

#include "base/division.h"
#include "kernels/winograd_cost.h"
#include "kernels/winograd_phases.h"

namespace autochrome::kernels {

namespace {

// How much slower than a convolution oneDNN's transposed one is.
constexpr double kTransposed = 2;

PixelGrid grid_of(const Shape& shape, bool enlarged, int block) {
  const std::int64_t shrink = enlarged ? 2 : 1;
  const std::int64_t width = shape.w / shrink;
  return {.blocks = divided_up<std::int64_t>(shape.c, block),
          .height = shape.h,
          .width = shape.w,
          .block_stride = shape.h / shrink * width * block,
          .row_stride = width * block,
          .pixel_stride = block,
          .enlarged = enlarged ? 1 : 0};
}

/// Every second row and column, from these on; of an enlarged picture that is the stored one.
PixelGrid phase_of(PixelGrid grid, int y, int x) {
  if (grid.enlarged != 0) {
    grid.enlarged = 0;
    grid.height /= 2;
    grid.width /= 2;
    return grid;
  }
  grid.offset += y * grid.row_stride + x * grid.pixel_stride;
  grid.height = (grid.height - y + 1) / kPhases;
  grid.width = (grid.width - x + 1) / kPhases;
  grid.row_stride *= kPhases;
  grid.pixel_stride *= kPhases;
  return grid;
}

bool is_doubling(const graph::ConvTranspose2d& conv) {
  return conv.kernel == 4 && conv.stride == kPhases;
}

std::vector<Tiling> tilings_for(const graph::Conv2d& conv) {
  if (conv.groups != 1) return {};
  if (is_halving(conv)) return {Tiling::F3x2, Tiling::F1x1};
  if (conv.stride == kPhases && conv.dilation == 1) return {Tiling::F1x1};
  if (conv.stride == 1 && conv.kernel == 3) return {Tiling::F4x3, Tiling::F2x3};
  if (conv.stride == 1 && conv.kernel == 4) return {Tiling::F3x4};
  return {};
}

/// With the first tile at this row and column.
std::vector<PixelGrid> grids_read(std::span<const Source> sources, int block, int begin) {
  std::vector<PixelGrid> grids;
  for (const Source& source : sources) {
    grids.push_back(grid_of(source.shape, source.enlarged, block));
    grids.back().top = begin;
    grids.back().left = begin;
  }
  return grids;
}

/// Every tap of a convolution of stride 2 as a grid of its own, in the order of the kernel.
std::vector<PixelGrid> grids_of_taps(const graph::Conv2d& conv,
                                     std::span<const Source> sources,
                                     int block) {
  const auto phase = [&](int tap) { return (tap + conv.pad_begin) % kPhases; };
  const auto place = [&](int tap) { return (tap - conv.pad_begin - phase(tap)) / kPhases; };
  std::vector<PixelGrid> grids;
  for (int y = 0; y < conv.kernel; ++y) {
    for (int x = 0; x < conv.kernel; ++x) {
      for (const Source& source : sources) {
        grids.push_back(
            phase_of(grid_of(source.shape, source.enlarged, block), phase(y), phase(x)));
        grids.back().top = place(y);
        grids.back().left = place(x);
      }
    }
  }
  return grids;
}

std::vector<PixelGrid> grids_read(const graph::Conv2d& conv,
                                  std::span<const Source> sources,
                                  Tiling tiling,
                                  int block) {
  if (tiling == Tiling::F1x1) return grids_of_taps(conv, sources, block);
  if (!is_halving(conv)) return grids_read(sources, block, -conv.pad_begin);
  std::vector<PixelGrid> grids;
  for (const int y : {0, 1}) {
    for (const int x : {0, 1}) {
      for (const Source& source : sources) {
        grids.push_back(phase_of(grid_of(source.shape, source.enlarged, block), y, x));
        grids.back().top = strided_taps(conv, y).place;
        grids.back().left = strided_taps(conv, x).place;
      }
    }
  }
  return grids;
}

/// Phases of the output share their input tiles: a phase whose taps begin later has its tiles begin
/// earlier.
std::vector<PixelGrid> grids_written(const graph::ConvTranspose2d& conv,
                                     const Shape& to,
                                     int block) {
  std::vector<PixelGrid> grids;
  for (const int y : {0, 1}) {
    for (const int x : {0, 1}) {
      PixelGrid grid = phase_of(grid_of(to, false, block), y, x);
      grid.top = -1 - transposed_taps(conv, y).place;
      grid.left = -1 - transposed_taps(conv, x).place;
      grids.push_back(grid);
    }
  }
  return grids;
}

std::int64_t padded_weights(int in, int out, int kernel, int block) {
  return std::int64_t{rounded_up(in, block)} * rounded_up(out, block) * kernel * kernel;
}

WinogradSize size_of_work(const Winograd& winograd) {
  const int block = block_of(winograd.instructions);
  return {winograd.blocks_in() * block, winograd.blocks_out() * block, winograd.tiles()};
}

double cost_of(const std::vector<Winograd>& all) {
  double cost = 0;
  for (const Winograd& one : all) cost += winograd_cost(one.tiling, size_of_work(one));
  return cost;
}

/// By oneDNN.
double transposed_cost(const graph::ConvTranspose2d& conv,
                       const Shape& to,
                       Instructions instructions) {
  const std::int64_t weights =
      padded_weights(conv.in, conv.out, conv.kernel, block_of(instructions));
  return kTransposed * direct_cost({weights, to.h / kPhases, to.w / kPhases});
}

}  // namespace

Winograd winograd_for(const graph::Conv2d& conv,
                      std::span<const Source> sources,
                      const Shape& to,
                      Tiling tiling,
                      Instructions instructions) {
  const int block = block_of(instructions);
  const std::int64_t pitch = std::int64_t{size_of(tiling).outputs} * conv.dilation;
  return {.tiling = tiling,
          .instructions = instructions,
          .step = conv.dilation,
          .tile_rows = divided_up(to.h, pitch),
          .tile_columns = divided_up(to.w, pitch),
          .from = grids_read(conv, sources, tiling, block),
          .to = {grid_of(to, false, block)}};
}

Winograd winograd_for(const graph::ConvTranspose2d& conv,
                      std::span<const Source> sources,
                      const Shape& to,
                      Instructions instructions) {
  const int block = block_of(instructions);
  const int outputs = size_of(Tiling::F3x2).outputs;
  return {.tiling = Tiling::F3x2,
          .instructions = instructions,
          .tile_rows = divided_up<std::int64_t>(to.h / kPhases + 1, outputs),
          .tile_columns = divided_up<std::int64_t>(to.w / kPhases + 1, outputs),
          .from = grids_read(sources, block, -1),
          .to = grids_written(conv, to, block)};
}

std::optional<Winograd> plan_winograd(const graph::Conv2d& conv,
                                      std::span<const Source> sources,
                                      const Shape& to,
                                      Instructions instructions,
                                      int threads) {
  std::optional<Winograd> best;
  const std::int64_t weights =
      padded_weights(conv.in, conv.out, conv.kernel, block_of(instructions));
  double least = direct_cost({weights, to.h, to.w});
  for (const Tiling tiling : tilings_for(conv)) {
    Winograd winograd = winograd_for(conv, sources, to, tiling, instructions);
    const double cost = winograd_cost(tiling, size_of_work(winograd));
    if (cost >= least) continue;
    least = cost;
    best = std::move(winograd);
  }
  if (best) schedule(*best, threads);
  return best;
}

std::optional<Winograd> plan_winograd(const graph::ConvTranspose2d& conv,
                                      std::span<const Source> sources,
                                      const Shape& to,
                                      Instructions instructions,
                                      int threads) {
  if (!is_doubling(conv)) return {};
  Winograd winograd = winograd_for(conv, sources, to, instructions);
  if (cost_of({winograd}) >= transposed_cost(conv, to, instructions)) return {};
  schedule(winograd, threads);
  return winograd;
}

std::vector<Winograd> phases_of(const graph::ConvTranspose2d& conv,
                                std::span<const Source> sources,
                                const Shape& to,
                                Instructions instructions) {
  const int block = block_of(instructions);
  std::vector<Winograd> phases;
  for (const int y : {0, 1}) {
    for (const int x : {0, 1}) {
      Winograd winograd{.tiling = Tiling::F1x1,
                        .instructions = instructions,
                        .tile_rows = to.h / kPhases,
                        .tile_columns = to.w / kPhases,
                        .to = {phase_of(grid_of(to, false, block), y, x)}};
      for (const int down : {0, 1}) {
        for (const int across : {0, 1}) {
          for (PixelGrid& grid : grids_read(sources, block, 0)) {
            grid.top = transposed_taps(conv, y).place + down;
            grid.left = transposed_taps(conv, x).place + across;
            winograd.from.push_back(grid);
          }
        }
      }
      phases.push_back(std::move(winograd));
    }
  }
  return phases;
}

std::vector<Winograd> plan_phases(const graph::ConvTranspose2d& conv,
                                  std::span<const Source> sources,
                                  const Shape& to,
                                  Instructions instructions,
                                  int threads) {
  if (!is_doubling(conv)) return {};
  std::vector<Winograd> phases = phases_of(conv, sources, to, instructions);
  const double cost = cost_of(phases);
  if (cost >= cost_of({winograd_for(conv, sources, to, instructions)}) ||
      cost >= transposed_cost(conv, to, instructions)) {
    return {};
  }
  for (Winograd& winograd : phases) schedule(winograd, threads);
  return phases;
}

}  // namespace autochrome::kernels
