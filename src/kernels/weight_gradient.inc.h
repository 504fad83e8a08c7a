// The loops of the weights' gradient. Compiled once for every kind of processor; internal linkage,
// so that the forms do not mix.
#pragma once

#include "kernels/weight_gradient_kernels.h"
#include "kernels/winograd.inc.h"

namespace autochrome::kernels {

namespace {

/// One tile and one register of channels, by the adjoint of T::output; outside there are zeros.
template <class T, class V, class Window>
inline void transform_gradient(const Window& window,
                               const float* from,
                               float* to,
                               std::int64_t stride) {
  static constexpr auto& kPowers = T::template kPointPowers<T::kOutputs>;
  V columns[T::kOutputs][T::kPoints];
  unrolled<T::kOutputs>([&](auto i) {
    V pixels[T::kOutputs];
    unrolled<T::kOutputs>([&](auto j) {
      pixels[j] = window.inside(i, j) ? load<V>(from + window.offset(i, j)) : V{};
    });
    at_points<T, kPowers>(pixels, columns[i]);
  });
  unrolled<T::kPoints>([&](auto j) {
    V column[T::kOutputs];
    V points[T::kPoints];
    unrolled<T::kOutputs>([&](auto i) { column[i] = columns[i][j]; });
    at_points<T, kPowers>(column, points);
    unrolled<T::kPoints>([&](auto i) { store(to + (i * T::kPoints + j) * stride, points[i]); });
  });
}

template <class T, int Lanes, int Block>
[[gnu::flatten]] void transform_gradients(const Winograd& winograd,
                                          const PixelGrid& grid,
                                          const float* of_y,
                                          Range tiles,
                                          Range blocks,
                                          std::int64_t block_stride,
                                          std::int64_t point_stride,
                                          float* transformed) {
  using V = Vector<Lanes>;
  for (std::int64_t block = blocks.first; block < blocks.last; ++block) {
    const float* from = of_y + grid.offset + block * grid.block_stride;
    float* to = transformed + block * block_stride;
    TileWalk walk(winograd, tiles.first, T::kOutputs);
    for (std::int64_t tile = tiles.first; tile < tiles.last; ++tile, walk.next(), to += Block) {
      const float* picture = from + walk.picture() * grid.picture_stride;
      with_window<T::kOutputs>(grid, walk.place(), winograd.step, [&](const auto& window) {
        for (int lane = 0; lane < Block; lane += Lanes) {
          transform_gradient<T, V>(window, picture + lane, to + lane, point_stride);
        }
      });
    }
  }
}

/// sums[row][·] (+)= Σ over tiles of of_y[tile][row] · x[tile][·], for `Rows` outputs and `Vectors`
/// registers of inputs, `x_stride` apart.
template <int Lanes, int Block, int Rows, int Vectors>
void outer_products(const float* of_y,
                    const float* const (&x)[Vectors],
                    std::int64_t tiles,
                    bool add,
                    float* sums,
                    std::int64_t row_stride) {
  using V = Vector<Lanes>;
  V own[Rows][Vectors] = {};
  for (std::int64_t tile = 0; tile < tiles; ++tile) {
    V values[Vectors];
    unrolled<Vectors>([&](auto v) { values[v] = load<V>(x[v] + tile * Block); });
    unrolled<Rows>([&](auto row) {
      const float factor = of_y[tile * Block + row];
      unrolled<Vectors>([&](auto v) { own[row][v] += values[v] * factor; });
    });
  }
  unrolled<Rows>([&](auto row) {
    unrolled<Vectors>([&](auto v) {
      float* to = sums + row * row_stride + v * Lanes;
      store(to, add ? load<V>(to) + own[row][v] : own[row][v]);
    });
  });
}

template <int Lanes, int Block, int Rows>
[[gnu::flatten]] void multiply_tiles(const float* of_y,
                                     const float* x,
                                     std::int64_t blocks_in,
                                     std::int64_t tiles,
                                     std::int64_t block_stride,
                                     bool add,
                                     float* sums) {
  static_assert(Block % Rows == 0);
  const std::int64_t inputs = blocks_in * Block;
  const auto at = [&](std::int64_t input) {
    return x + input / Block * block_stride + input % Block;
  };
  std::int64_t input = 0;
  for (; input + 2 * Lanes <= inputs; input += 2 * Lanes) {
    const float* const both[2] = {at(input), at(input + Lanes)};
    for (int row = 0; row < Block; row += Rows) {
      outer_products<Lanes, Block, Rows, 2>(of_y + row, both, tiles, add,
                                            sums + row * inputs + input, inputs);
    }
  }
  if (input == inputs) return;
  const float* const last[1] = {at(input)};
  for (int row = 0; row < Block; row += Rows) {
    outer_products<Lanes, Block, Rows, 1>(of_y + row, last, tiles, add, sums + row * inputs + input,
                                          inputs);
  }
}

/// The adjoint of at_points for taps: every tap's power of every point, times that point.
template <class T, int Taps, class V>
inline void taps_of_points(const V (&points)[T::kPoints], V (&taps)[Taps]) {
  static constexpr auto& kPowers = T::template kPowers<Taps>;
  unrolled<Taps>([&](auto tap) {
    V sum{};
    unrolled<T::kPoints>([&](auto point) {
      if constexpr (kPowers[point][tap] != 0) sum += kPowers[point][tap] * points[point];
    });
    taps[tap] = sum;
  });
}

template <class T, int Lanes, int Block>
[[gnu::flatten]] void finish_gradient(const float* sums,
                                      std::int64_t inputs,
                                      std::int64_t point_stride,
                                      std::int64_t block,
                                      float* of_weights) {
  using V = Vector<Lanes>;
  constexpr int kTaps = T::kPoints - T::kOutputs + 1;
  for (std::int64_t output = block * Block; output < (block + 1) * Block; ++output) {
    for (std::int64_t input = 0; input < inputs; input += Lanes) {
      const float* from = sums + output * inputs + input;
      float* to = of_weights + output * kTaps * kTaps * inputs + input;
      V rows[T::kPoints][kTaps];
      unrolled<T::kPoints>([&](auto i) {
        V points[T::kPoints];
        unrolled<T::kPoints>(
            [&](auto j) { points[j] = load<V>(from + (i * T::kPoints + j) * point_stride); });
        taps_of_points<T, kTaps>(points, rows[i]);
      });
      unrolled<kTaps>([&](auto j) {
        V column[T::kPoints];
        V taps[kTaps];
        unrolled<T::kPoints>([&](auto i) { column[i] = rows[i][j]; });
        taps_of_points<T, kTaps>(column, taps);
        unrolled<kTaps>([&](auto i) { store(to + (i * kTaps + j) * inputs, taps[i]); });
      });
    }
  }
}

template <class T, Instructions I>
constexpr WeightGradientKernels kWeightGradientKernels = {
    transform_gradients<T, product_tile(I).lanes, block_of(I)>,
    multiply_tiles<product_tile(I).lanes, block_of(I), block_of(I) / 2>,
    finish_gradient<T, product_tile(I).lanes, block_of(I)>,
};

template <Instructions I>
WeightGradientKernels weight_gradient_kernels_of(Tiling tiling) noexcept {
  return tiling == Tiling::F3x4 ? kWeightGradientKernels<TilingF3x4, I>
                                : kWeightGradientKernels<TilingF4x3, I>;
}

}  // namespace

}  // namespace autochrome::kernels
