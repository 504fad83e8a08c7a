// The Winograd kernels themselves. Compiled once for every kind of processor; internal linkage, so
// that the forms do not mix.
#pragma once

#include <algorithm>
#include <variant>

#include "graph/visit.h"
#include "kernels/activation.inc.h"
#include "kernels/product_rows.inc.h"
#include "kernels/winograd_kernels.h"
#include "kernels/winograd_tilings.inc.h"
#include "kernels/winograd_weights.inc.h"

namespace autochrome::kernels {

namespace {

struct TilePlace {
  std::int64_t y;
  std::int64_t x;
};

/// Goes from tile to tile: along the rows of one of the interleaved sub-grids, then to the next,
/// then to the next picture.
class TileWalk {
 public:
  TileWalk(const Winograd& winograd, std::int64_t tile, int outputs)
      : winograd_(winograd), outputs_(outputs) {
    column_ = tile % winograd.tile_columns;
    row_ = tile / winograd.tile_columns % winograd.tile_rows;
    const std::int64_t sub_grid = tile / winograd.tile_columns / winograd.tile_rows;
    first_x_ = sub_grid % winograd.step;
    first_y_ = sub_grid / winograd.step % winograd.step;
    picture_ = sub_grid / winograd.step / winograd.step;
  }

  [[nodiscard]] std::int64_t picture() const { return picture_; }

  /// The pixel of the results that the tile begins with, before a grid's top and left.
  [[nodiscard]] TilePlace place() const {
    const std::int64_t pitch = std::int64_t{outputs_} * winograd_.step;
    return {first_y_ + row_ * pitch, first_x_ + column_ * pitch};
  }

  void next() {
    if (++column_ < winograd_.tile_columns) return;
    column_ = 0;
    if (++row_ < winograd_.tile_rows) return;
    row_ = 0;
    if (++first_x_ < winograd_.step) return;
    first_x_ = 0;
    if (++first_y_ < winograd_.step) return;
    first_y_ = 0;
    ++picture_;
  }

 private:
  const Winograd& winograd_;
  int outputs_;
  std::int64_t picture_;
  std::int64_t row_;
  std::int64_t column_;
  std::int64_t first_y_;
  std::int64_t first_x_;
};

/// Count × Count pixels a step apart, all of which there are, at equal distances in memory.
struct WholeWindow {
  std::int64_t first;  ///< offset
  std::int64_t row;
  std::int64_t column;

  [[nodiscard]] static constexpr bool inside(int, int) { return true; }

  [[nodiscard]] std::int64_t offset(int i, int j) const { return first + i * row + j * column; }
};

/// The same at the edge, or with pixels that count twice.
template <int Count>
struct PartialWindow {
  struct Lines {
    std::int64_t offsets[Count];
    bool inside[Count];
  };

  Lines rows;
  Lines columns;

  [[nodiscard]] bool inside(int i, int j) const { return rows.inside[i] && columns.inside[j]; }

  [[nodiscard]] std::int64_t offset(int i, int j) const {
    return rows.offsets[i] + columns.offsets[j];
  }

  static Lines lines_from(
      std::int64_t first, int step, std::int64_t length, std::int64_t stride, int enlarged) {
    Lines lines;
    for (int i = 0; i < Count; ++i) {
      const std::int64_t line = first + i * step;
      lines.inside[i] = line >= 0 && line < length;
      lines.offsets[i] = lines.inside[i] ? (line >> enlarged) * stride : 0;
    }
    return lines;
  }
};

/// Calls f with the window of a tile that is best for it.
template <int Count, class F>
inline void with_window(const PixelGrid& grid, const TilePlace& place, int step, F&& f) {
  const std::int64_t y = place.y + grid.top;
  const std::int64_t x = place.x + grid.left;
  const std::int64_t reach = std::int64_t{Count - 1} * step;
  if (grid.enlarged == 0 && y >= 0 && x >= 0 && y + reach < grid.height && x + reach < grid.width) {
    f(WholeWindow{y * grid.row_stride + x * grid.pixel_stride, step * grid.row_stride,
                  step * grid.pixel_stride});
    return;
  }
  using Window = PartialWindow<Count>;
  f(Window{Window::lines_from(y, step, grid.height, grid.row_stride, grid.enlarged),
           Window::lines_from(x, step, grid.width, grid.pixel_stride, grid.enlarged)});
}

/// The transformed pixels of one tile and one register of channels; outside there are zeros. Two
/// columns of points at a time, so that few values wait in registers for their turn; pixels are
/// read again for the next two.
template <class T, class V, class Window>
inline void transform_window(const Window& window,
                             const float* from,
                             float* to,
                             std::int64_t stride) {
  constexpr int kPoints = T::kPoints;
  if constexpr (kPoints == 1) {
    store(to, window.inside(0, 0) ? load<V>(from + window.offset(0, 0)) : V{});
  } else {
    unrolled<kPoints / 2>([&](auto pair) {
      V columns[2][kPoints];
      unrolled<kPoints>([&](auto i) {
        V pixels[kPoints];
        unrolled<kPoints>([&](auto j) {
          pixels[j] = window.inside(i, j) ? load<V>(from + window.offset(i, j)) : V{};
        });
        T::template input<pair>(pixels, columns[0][i], columns[1][i]);
      });
      unrolled<2>([&](auto side) {
        float* column = to + T::kPairs[pair][side] * stride;
        unrolled<kPoints / 2>([&](auto down) {
          V first;
          V second;
          T::template input<down>(columns[side], first, second);
          store(column + T::kPairs[down][0] * kPoints * stride, first);
          store(column + T::kPairs[down][1] * kPoints * stride, second);
        });
      });
    });
  }
}

/// How much of the channels of `grid`, whose first block is number `before`, is in `wanted`.
inline Range part_of(const PixelGrid& grid, std::int64_t before, Range wanted) {
  return {std::max<std::int64_t>(0, wanted.first - before),
          std::min(grid.blocks, wanted.last - before)};
}

template <class T, int Lanes, int Block>
[[gnu::flatten]] void transform_tiles(const Winograd& winograd,
                                      const WinogradData& data,
                                      Range tiles,
                                      Range blocks,
                                      float* transformed) {
  using V = Vector<Lanes>;
  const std::int64_t stride = input_point_stride(winograd);
  const std::int64_t block_floats = winograd.tiles_at_once * Block;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < winograd.from.size(); before += winograd.from[i++].blocks) {
    const PixelGrid& grid = winograd.from[i];
    const Range part = part_of(grid, before, blocks);
    for (std::int64_t block = part.first; block < part.last; ++block) {
      const float* from = data.from[i] + grid.offset + block * grid.block_stride;
      float* to = transformed + (before + block) * block_floats;
      TileWalk walk(winograd, tiles.first, T::kOutputs);
      for (std::int64_t tile = tiles.first; tile < tiles.last; ++tile, walk.next(), to += Block) {
        const float* picture = from + walk.picture() * grid.picture_stride;
        with_window<T::kPoints>(grid, walk.place(), winograd.step, [&](const auto& window) {
          for (int lane = 0; lane < Block; lane += Lanes) {
            transform_window<T, V>(window, picture + lane, to + lane, stride);
          }
        });
      }
    }
  }
}

/// A tile's results, one register of channels.
template <class T, class V>
struct OutputTile {
  V pixels[T::kOutputs][T::kOutputs];
};

/// `Stride` floats from one point's products to the next one's.
template <class T, class V, int Stride>
inline void transform_back(const float* products, const V& bias, OutputTile<T, V>& tile) {
  constexpr int kPoints = T::kPoints;
  V rows[kPoints][T::kOutputs];
  unrolled<kPoints>([&](auto i) {
    V points[kPoints];
    unrolled<kPoints>([&](auto j) { points[j] = load<V>(products + (i * kPoints + j) * Stride); });
    T::output(points, rows[i]);
  });
  unrolled<T::kOutputs>([&](auto j) {
    V points[kPoints];
    V pixels[T::kOutputs];
    unrolled<kPoints>([&](auto i) { points[i] = rows[i][j]; });
    T::output(points, pixels);
    unrolled<T::kOutputs>([&](auto i) { tile.pixels[i][j] = pixels[i] + bias; });
  });
}

/// f(pixel, offset) for all pixels of the tile that there are.
template <class T, class V, class Window, class F>
inline void for_each_inside(const Window& window, OutputTile<T, V>& tile, F&& f) {
  unrolled<T::kOutputs>([&](auto i) {
    unrolled<T::kOutputs>([&](auto j) {
      if (window.inside(i, j)) f(tile.pixels[i][j], window.offset(i, j));
    });
  });
}

template <class T, class V, class F>
inline void for_each_pixel(OutputTile<T, V>& tile, F&& f) {
  unrolled<T::kOutputs>(
      [&](auto i) { unrolled<T::kOutputs>([&](auto j) { f(tile.pixels[i][j]); }); });
}

template <class T, class V>
inline void activate(const graph::Activate& activation, OutputTile<T, V>& tile) {
  switch (activation.kind) {
    case graph::Activation::Relu:
      for_each_pixel(tile, [](V& pixel) { pixel = pixel < 0.0F ? V{} : pixel; });
      break;
    case graph::Activation::LeakyRelu:
      for_each_pixel(tile, [slope = activation.slope](V& pixel) {
        pixel = pixel > 0.0F ? pixel : slope * pixel;
      });
      break;
    case graph::Activation::Sigmoid:
    case graph::Activation::Tanh:
      activate_row(activation, reinterpret_cast<float*>(tile.pixels),
                   static_cast<std::int64_t>(sizeof tile / sizeof(float)));
      break;
  }
}

/// `at` is the offset of the grid's, block's and lane's first pixel.
template <class T, class V, class Window>
inline void finish_tile(const Winograd& winograd,
                        const WinogradData& data,
                        const Window& window,
                        std::int64_t at,
                        OutputTile<T, V>& tile) {
  for (const Epilogue& epilogue : winograd.epilogue) {
    if (const auto* activation = std::get_if<graph::Activate>(&epilogue)) {
      activate<T, V>(*activation, tile);
      continue;
    }
    const float* added = data.added[std::get<Addend>(epilogue).index] + at;
    for_each_inside(window, tile,
                    [added](V& pixel, std::int64_t offset) { pixel += load<V>(added + offset); });
  }
  for_each_inside(window, tile, [to = data.to + at](const V& pixel, std::int64_t offset) {
    store(to + offset, pixel);
  });
}

/// Where a register's worth of outputs belongs.
struct OutputPlace {
  const PixelGrid* grid;
  std::int64_t offset;   ///< of the first pixel
  std::int64_t channel;  ///< of the grid
};

inline OutputPlace output_place(const Winograd& winograd, std::int64_t channel, int block_size) {
  const std::int64_t block = channel / block_size;
  const std::int64_t lane = channel % block_size;
  const std::int64_t blocks = winograd.to[0].blocks;
  const PixelGrid& grid = winograd.to[static_cast<std::size_t>(block / blocks)];
  const std::int64_t own_block = block % blocks;
  return {&grid, grid.offset + own_block * grid.block_stride + lane, own_block * block_size + lane};
}

template <class T, int Lanes, int Block, int Vectors, int MostRows>
[[gnu::flatten]] void finish_outputs(const Winograd& winograd,
                                     const WinogradData& data,
                                     Range tiles,
                                     std::int64_t first_channel,
                                     const float* transformed,
                                     float* products_at,
                                     float* factors) {
  using V = Vector<Lanes>;
  constexpr std::int64_t kOutputs = Vectors * Lanes;
  const std::int64_t inputs = winograd.blocks_in() * Block;
  const std::int64_t input_stride = input_point_stride(winograd);
  constexpr std::int64_t kProducts = T::kPoints * T::kPoints;
  const bool as_taps = winograd.weights == WeightForm::Taps;
  const float* const weights =
      data.weights + first_channel * inputs * (as_taps ? taps_of(winograd.tiling) : kProducts);
  const std::int64_t blocks = winograd.blocks_in();
  const std::int64_t block_stride = winograd.tiles_at_once * Block;
  for (int point = 0; point < kProducts; ++point) {
    const int row = point / T::kPoints;
    const int column = point % T::kPoints;
    if (as_taps && column == 0) transform_group<T, Lanes, Vectors>(weights, inputs, row, factors);
    const float* const own =
        as_taps ? factors + column * inputs * kOutputs : weights + point * inputs * kOutputs;
    const float* from = transformed + point * input_stride;
    float* to = products_at + point * kOutputs;
    for_each_share<Lanes, Block, MostRows, Vectors>(
        tiles.last - tiles.first, [&](std::int64_t first, ProductRows multiply) {
          multiply(from + first * Block, block_stride, blocks, own,
                   to + first * kProducts * kOutputs, kProducts * kOutputs);
        });
  }
  for (int v = 0; v < Vectors; ++v) {
    const OutputPlace place = output_place(winograd, first_channel + v * Lanes, Block);
    const V bias = load<V>(data.bias + place.channel);
    TileWalk walk(winograd, tiles.first, T::kOutputs);
    for (std::int64_t tile = tiles.first; tile < tiles.last; ++tile, walk.next()) {
      OutputTile<T, V> results;
      const float* own = products_at + (tile - tiles.first) * kProducts * kOutputs + v * Lanes;
      transform_back<T, V, kOutputs>(own, bias, results);
      const std::int64_t at = place.offset + walk.picture() * place.grid->picture_stride;
      with_window<T::kOutputs>(*place.grid, walk.place(), winograd.step, [&](const auto& window) {
        finish_tile(winograd, data, window, at, results);
      });
    }
  }
}

template <class T, Instructions I>
void finish_group(const Winograd& winograd,
                  const WinogradData& data,
                  Range tiles,
                  std::int64_t group,
                  const float* transformed,
                  float* products_at,
                  float* factors) {
  constexpr ProductTile kTile = product_tile(I);
  constexpr int kBlock = block_of(I);
  static_assert(kTile.vectors == 2);
  const std::int64_t channel = group * kTile.outputs();
  const bool whole = channel + kTile.outputs() <= winograd.blocks_out() * kBlock;
  const auto finish = whole ? finish_outputs<T, kTile.lanes, kBlock, 2, kTile.rows>
                            : finish_outputs<T, kTile.lanes, kBlock, 1, 2 * kTile.rows>;
  finish(winograd, data, tiles, channel, transformed, products_at, factors);
}

template <class T, Instructions I>
[[gnu::flatten]] void transform_weights(
    const float* taps, std::int64_t inputs, std::int64_t outputs, int row, float* factors) {
  constexpr ProductTile kTile = product_tile(I);
  outputs == kTile.outputs() ? transform_group<T, kTile.lanes, 2>(taps, inputs, row, factors)
                             : transform_group<T, kTile.lanes, 1>(taps, inputs, row, factors);
}

template <class T, Instructions I>
constexpr WinogradKernels kKernels = {
    transform_tiles<T, product_tile(I).lanes, block_of(I)>,
    finish_group<T, I>,
    transform_weights<T, I>,
};

template <Instructions I>
WinogradKernels kernels_of(Tiling tiling) noexcept {
  switch (tiling) {
    case Tiling::F4x3:
      return kKernels<TilingF4x3, I>;
    case Tiling::F3x4:
      return kKernels<TilingF3x4, I>;
    case Tiling::F2x3:
      return kKernels<TilingF2x3, I>;
    case Tiling::F3x2:
      return kKernels<TilingF3x2, I>;
    case Tiling::F1x1:
      break;
  }
  return kKernels<TilingF1x1, I>;
}

}  // namespace

}  // namespace autochrome::kernels
