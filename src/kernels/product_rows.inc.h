// Matrix products with all sums in registers: a few rows by a few vectors of columns.
#pragma once

#include <utility>

#include "kernels/vectors.inc.h"

namespace autochrome::kernels {

namespace {

// Floats ahead of their use that weights are asked for: those of large layers come from beyond the
// second cache (512 to 512 channels at 32×32: 15.9 → 13.1 ms).
constexpr std::int64_t kWeightsAhead = 1024;

/// Whether products are all of the results or added to what is there.
enum class Sums { Begin, Continue };

/// to[row][·] = Σ over blocks and lanes of from[block][row][lane] · weights[block][lane][·], with
/// `block_stride` from one block of `from` to the next, whose rows follow one another, and
/// `to_stride` from row to row of the results. All arguments fit into registers: a struct of them,
/// just written, would be waited for.
template <int Lanes, int Block, int Rows, int Vectors, Sums S = Sums::Begin>
void product_rows(const float* from,
                  std::int64_t block_stride,
                  std::int64_t blocks,
                  const float* weights,
                  float* to,
                  std::int64_t to_stride) {
  using V = Vector<Lanes>;
  V sums[Rows][Vectors] = {};
  if constexpr (S == Sums::Continue) {
    unrolled<Rows>([&](auto row) {
      unrolled<Vectors>([&](auto v) { sums[row][v] = load<V>(to + row * to_stride + v * Lanes); });
    });
  }
  for (std::int64_t block = 0; block < blocks; ++block, from += block_stride) {
    for (int lane = 0; lane < Block; ++lane, weights += Vectors * Lanes) {
      V w[Vectors];
      unrolled<Vectors>([&](auto v) { __builtin_prefetch(weights + kWeightsAhead + v * Lanes); });
      unrolled<Vectors>([&](auto v) { w[v] = load<V>(weights + v * Lanes); });
      unrolled<Rows>([&](auto row) {
        const float value = from[row * Block + lane];
        unrolled<Vectors>([&](auto v) { sums[row][v] += w[v] * value; });
      });
    }
  }
  unrolled<Rows>([&](auto row) {
    unrolled<Vectors>([&](auto v) { store(to + row * to_stride + v * Lanes, sums[row][v]); });
  });
}

using ProductRows = void (*)(const float* from,
                             std::int64_t block_stride,
                             std::int64_t blocks,
                             const float* weights,
                             float* to,
                             std::int64_t to_stride);

/// By the number of rows less one.
template <int MostRows>
struct ProductKernels {
  ProductRows by_rows[MostRows];
};

template <int Lanes, int Block, int MostRows, int Vectors, Sums S>
constexpr auto kProductKernels = []<int... I>(std::integer_sequence<int, I...>) {
  return ProductKernels<MostRows>{{product_rows<Lanes, Block, I + 1, Vectors, S>...}};
}

(std::make_integer_sequence<int, MostRows>{});

/// f(first, kernel) for shares of `rows` that are as equal as can be, each with the kernel that
/// does as many.
template <int Lanes, int Block, int MostRows, int Vectors, Sums S = Sums::Begin, class F>
[[gnu::always_inline]] inline void for_each_share(std::int64_t rows, F&& f) {
  std::int64_t first = 0;
  for (std::int64_t shares = (rows + MostRows - 1) / MostRows; shares > 0; --shares) {
    const std::int64_t share = (rows - first) / shares;
    f(first, kProductKernels<Lanes, Block, MostRows, Vectors, S>.by_rows[share - 1]);
    first += share;
  }
}

}  // namespace

}  // namespace autochrome::kernels
