// One row of a narrow convolution. Compiled once for every kind of processor; internal linkage,
// so that the forms do not mix.
#pragma once

#include <algorithm>

#include "kernels/activation.inc.h"
#include "kernels/narrow_conv_rows.h"
#include "kernels/vectors.inc.h"

namespace autochrome::kernels {

namespace {

inline float sum(const Vector<8>& lanes) {
  const auto fours = lanes + __builtin_shufflevector(lanes, lanes, 4, 5, 6, 7, 0, 1, 2, 3);
  const auto twos = fours + __builtin_shufflevector(fours, fours, 2, 3, 0, 1, 6, 7, 4, 5);
  return twos[0] + twos[1];
}

inline float sum(const Vector<16>& lanes) {
  const Vector<8> low = __builtin_shufflevector(lanes, lanes, 0, 1, 2, 3, 4, 5, 6, 7);
  const Vector<8> high = __builtin_shufflevector(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15);
  return sum(low + high);
}

/// Taps from `first` up to `last` fall into the picture.
struct Taps {
  int first;
  int last;
};

/// Those of the taps around `at` that fall into [0, length).
inline Taps taps_inside(const graph::Conv2d& conv, std::int64_t at, std::int64_t length) {
  Taps taps{0, conv.kernel};
  const auto place = [&](int tap) {
    return at - conv.pad_begin + std::int64_t{tap} * conv.dilation;
  };
  while (taps.first < taps.last && place(taps.first) < 0) ++taps.first;
  while (taps.last > taps.first && place(taps.last - 1) >= length) --taps.last;
  return taps;
}

/// Tile neighbouring pixels of Outputs channels, from x on, whose taps `across` are all inside.
template <int Lanes, int Outputs, int Tile>
void pixels(const NarrowRows& rows, std::int64_t y, Taps down, std::int64_t x, Taps across) {
  using V = Vector<Lanes>;
  const NarrowConv& narrow = *rows.narrow;
  const graph::Conv2d& conv = narrow.conv;
  const std::int64_t block = narrow.from_layout.block;
  V sums[Tile][Outputs] = {};
  for (std::int64_t b = 0; b < narrow.from_layout.blocks(conv.in); ++b) {
    for (int ky = down.first; ky < down.last; ++ky) {
      const std::int64_t line = y - conv.pad_begin + std::int64_t{ky} * conv.dilation;
      const float* start = rows.from + (b * narrow.from.h + line) * narrow.from.w * block;
      for (int kx = across.first; kx < across.last; ++kx) {
        const float* in = start + (x - conv.pad_begin + std::int64_t{kx} * conv.dilation) * block;
        const float* weights =
            rows.weights + ((b * conv.kernel + ky) * conv.kernel + kx) * Outputs * block;
        for (std::int64_t lane = 0; lane < block; lane += Lanes) {
          V w[Outputs];
          for (std::size_t o = 0; o < Outputs; ++o) {
            w[o] = load<V>(weights + static_cast<std::int64_t>(o) * block + lane);
          }
          for (std::size_t i = 0; i < Tile; ++i) {
            const V value = load<V>(in + static_cast<std::int64_t>(i) * block + lane);
            for (std::size_t o = 0; o < Outputs; ++o) sums[i][o] += w[o] * value;
          }
        }
      }
    }
  }
  for (std::size_t o = 0; o < Outputs; ++o) {
    float* to = rows.to + (static_cast<std::int64_t>(o) * narrow.to.h + y) * narrow.to.w + x;
    for (std::size_t i = 0; i < Tile; ++i) to[i] = rows.bias[o] + sum(sums[i][o]);
  }
}

template <int Lanes, int Outputs>
void row(const NarrowRows& rows, std::int64_t y) {
  constexpr int kTile = Outputs <= 3 ? 4 : 2;  // sums, weights and value fit into 16 registers
  const NarrowConv& narrow = *rows.narrow;
  const graph::Conv2d& conv = narrow.conv;
  const Taps down = taps_inside(conv, y, narrow.from.h);
  const Taps all{0, conv.kernel};
  const std::int64_t reach = std::int64_t{conv.kernel - 1} * conv.dilation;
  const std::int64_t inside = std::min<std::int64_t>(conv.pad_begin, narrow.to.w);
  const std::int64_t outside = std::max(inside, narrow.from.w - reach + conv.pad_begin);
  std::int64_t x = 0;
  const auto at_edge = [&] {
    pixels<Lanes, Outputs, 1>(rows, y, down, x, taps_inside(conv, x, narrow.from.w));
  };
  for (; x < inside; ++x) at_edge();
  for (; x + kTile <= outside; x += kTile) pixels<Lanes, Outputs, kTile>(rows, y, down, x, all);
  for (; x < narrow.to.w; ++x) at_edge();
  if (!narrow.activate) return;
  for (int o = 0; o < Outputs; ++o) {
    activate_row(*narrow.activate, rows.to + (o * narrow.to.h + y) * narrow.to.w, narrow.to.w);
  }
}

template <int Lanes>
constexpr NarrowKernels kRows = {{row<Lanes, 1>, row<Lanes, 2>, row<Lanes, 3>, row<Lanes, 4>}};

}  // namespace

}  // namespace autochrome::kernels
