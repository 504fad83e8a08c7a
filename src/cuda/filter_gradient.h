// The gradient of 256×256 filters: for all pixels, the product of what came in with the gradient of
// what came out, added up. Two blocks share a slice of the pixels, each for half of the outputs.
#pragma once

#include <type_traits>

#include "cuda/device.h"
#include "cuda/layout.h"
#include "cuda/runs.h"

namespace autochrome::cuda {

struct FilterGradientArguments {
  const void* of_out = nullptr;  ///< [pixels, 256] bfloat16: the gradient of what came out
  const void* in = nullptr;      ///< [pixels, 256] bfloat16
  float* slices = nullptr;       ///< [blocks / 2, 256 outputs, 256 inputs]: sums of a slice each
  std::int64_t pixels = 0;
  bool descending = false;  ///< from the last pixels to the first
};

inline constexpr int kOutBlocks = kGroups;  ///< of the gradient: a warpgroup has one
inline constexpr int kInBlocks = kChannels / kRowChannels;
inline constexpr int kStageBytes = (kOutBlocks + kInBlocks) * kTileBlockBytes;
inline constexpr int kStages = 4;
inline constexpr int kFilterGradientSharedBytes = kStages * kStageBytes;

struct alignas(8) Pair {
  float first;
  float second;
};

/// Describes 16 pixels of blocks of 64 channels (PTX ISA, 9.7.15.5.1: 128-byte swizzle, MN-major).
__device__ inline std::uint64_t rows_descriptor(std::uint32_t blocks, int step) {
  const std::uint32_t start = blocks + step * kStepChannels * kRowBytes;
  return (start >> 4) | (std::uint64_t{kTileBlockBytes >> 4} << 16) |
         (std::uint64_t{kAtomBytes >> 4} << 32) | (std::uint64_t{1} << 62);
}

static __global__ void __launch_bounds__(kThreads, 1)
    filter_gradient(const FilterGradientArguments arguments) {
  unsigned char* const memory = shared_memory();
  const int thread = static_cast<int>(threadIdx.x);
  const int half = static_cast<int>(blockIdx.x) % 2;
  const std::int64_t slice = blockIdx.x / 2;
  const std::int64_t slices = gridDim.x / 2;
  const std::int64_t tiles = (arguments.pixels + kTilePixels - 1) / kTilePixels;

  // Copies the blocks of a tile from the first of `runs` runs of its pixels; zeros behind the last
  // pixel.
  const auto fetch_runs = [&](const void* pixels, int first_run, auto runs, std::int64_t tile,
                              unsigned char* to) {
    constexpr int kOwn = decltype(runs)::value;
    const int run = thread % kOwn;
#pragma unroll
    for (int i = 0; i < kTilePixels * kOwn / kThreads; ++i) {
      const int pixel = thread / kOwn + i * (kThreads / kOwn);
      const std::int64_t row =
          (arguments.descending ? tiles - 1 - tile : tile) * kTilePixels + pixel;
      const bool there = tile < tiles && row < arguments.pixels;
      const auto at = static_cast<std::uint32_t>(pixel * kRowBytes + run % 8 * 16);
      copy_async(to + run / 8 * kTileBlockBytes + swizzled(at),
                 static_cast<const Run*>(pixels) + (there ? row * kRuns : 0) + first_run + run,
                 there);
    }
  };
  const auto fetch = [&](std::int64_t tile, int stage) {
    constexpr int kOutRuns = kRuns / 2;
    unsigned char* const blocks = memory + stage * kStageBytes;
    fetch_runs(arguments.of_out, half * kOutRuns, std::integral_constant<int, kOutRuns>{}, tile,
               blocks);
    fetch_runs(arguments.in, 0, std::integral_constant<int, kRuns>{}, tile,
               blocks + kOutBlocks * kTileBlockBytes);
    commit_copies();
  };

  float d[128];
  for (float& value : d) value = 0;
  for (int ahead = 0; ahead < kStages - 1; ++ahead) fetch(slice + ahead * slices, ahead);
  int stage = 0;
  for (std::int64_t tile = slice; tile < tiles; tile += slices) {
    wait_copies<kStages - 2>();
    publish_to_matrix_unit();
    wait_products();  // of the stage before, whose place is filled again below
    __syncthreads();
    const std::uint32_t at = shared_address(memory + stage * kStageBytes);
    begin_products();
#pragma unroll
    for (int step = 0; step < kTilePixels / kStepChannels; ++step) {
      add_product<true>(d, rows_descriptor(at + thread / kGroupThreads * kTileBlockBytes, step),
                        rows_descriptor(at + kOutBlocks * kTileBlockBytes, step), false);
    }
    commit_products();
    fetch(tile + (kStages - 1) * slices, (stage + kStages - 1) % kStages);
    stage = (stage + 1) % kStages;
  }
  wait_products();
  wait_copies<0>();

  const int lane = thread % kWarp;
  const int out = half * kOutBlocks * kRowChannels + thread / kWarp * 16 + lane / 4;
  float* const to = arguments.slices + slice * kChannels * kChannels;
  for (int j = 0; j < kChannels / 8; ++j) {
    const int in = 8 * j + lane % 4 * 2;
    for (int row = 0; row < 2; ++row) {
      const Pair pair = {d[4 * j + 2 * row], d[4 * j + 2 * row + 1]};
      *reinterpret_cast<Pair*>(to + (out + 8 * row) * kChannels + in) = pair;
    }
  }
}

}  // namespace autochrome::cuda
