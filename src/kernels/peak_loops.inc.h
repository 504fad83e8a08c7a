// The products of product_rows.inc.h on operands that stay in the first cache. Compiled once for
// every kind of processor; internal linkage, so that the forms do not mix.
#pragma once

#include "kernels/peak_loops.h"
#include "kernels/product_rows.inc.h"
#include "kernels/winograd_kernels.h"

namespace autochrome::kernels {

namespace {

template <Instructions I>
struct PeakProduct {
  static constexpr ProductTile kTile = product_tile(I);
  static constexpr int kBlock = block_of(I);
  static constexpr std::int64_t kBlocks = 8;

  static void run(std::int64_t products) {
    float from[kBlocks * kTile.rows * kBlock] = {};
    float weights[kBlocks * kBlock * kTile.outputs()] = {};
    float to[kTile.rows * kTile.outputs()];
    for (std::int64_t i = 0; i < products; ++i) {
      product_rows<kTile.lanes, kBlock, kTile.rows, kTile.vectors>(
          from, kTile.rows * kBlock, kBlocks, weights, to, kTile.outputs());
      // Or the compiler sees that nothing changes, and does nothing.
      __asm__ volatile("" : : "r"(from), "r"(weights), "r"(to) : "memory");
    }
  }

  static constexpr PeakLoop loop() {
    return {run, kBlocks * kBlock * kTile.rows * kTile.outputs()};
  }
};

}  // namespace

}  // namespace autochrome::kernels
