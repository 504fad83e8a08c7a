// The products of all pixels' 256 channels with 256 filters, and what stands before and behind them
// in a residual layer, computed while the values are in registers: the card's memory is what
// residual layers wait for.
//
// Each warpgroup takes tiles of 64 pixels; the filters stay in shared memory. While the matrix unit
// works for one warpgroup the other reads, normalizes and writes.
#pragma once

#include <type_traits>

#include "cuda/device.h"
#include "cuda/layout.h"
#include "cuda/runs.h"

namespace autochrome::cuda {

/// What a product is for, in a layer from x to y: a = leaky(norm(x)), h = leaky(filters1 · a +
/// bias), y = x + filters2 · h + bias.
enum class Stage {
  Hidden,    ///< h, and a beside it, from x
  Output,    ///< y from h; and the sums of y and of its square
  Gradient,  ///< of what a or h was before its activation, from the gradient behind; and its sums
};

struct ProductArguments {
  const void* in = nullptr;  ///< [pixels, 256] bfloat16
  void* beside = nullptr;    ///< likewise: to a (Hidden); from x (Output), from a or h (Gradient)
  const void* filters = nullptr;  ///< as pack_filters leaves them
  void* out = nullptr;            ///< [pixels, 256] bfloat16
  const float* bias = nullptr;    ///< [256]; Hidden, Output
  const float* scale = nullptr;   ///< [256]: norm(x) = scale · x + shift; Hidden
  const float* shift = nullptr;   ///< [256]; Hidden
  float* sums = nullptr;          ///< [blocks, 2, 256]; Output, Gradient (the first of the two)
  float slope = 0;
  std::int64_t pixels = 0;
  bool descending = false;  ///< from the last pixels to the first
};

inline constexpr int kConstants = 3;  ///< of 256 floats each
inline constexpr int kProductSharedBytes =
    kFilterBytes + kGroups * kTileBytes + (kConstants + 2 * kThreads / kWarp) * kChannels * 4;

/// Whether the stage reads what is beside, and adds up what it gives.
constexpr bool is_behind(Stage stage) { return stage != Stage::Hidden; }

/// Sums over the eight lanes whose numbers agree modulo 4; lane l gets that of value l / 4.
__device__ inline float sum_of_own(const RunValues& values, int lane) {
  float four[4];
  for (int i = 0; i < 4; ++i) {
    const bool upper = (lane & 16) != 0;
    const float given = upper ? values.of[i] : values.of[i + 4];
    four[i] = (upper ? values.of[i + 4] : values.of[i]) + from_lane(given, 16);
  }
  float two[2];
  for (int i = 0; i < 2; ++i) {
    const bool upper = (lane & 8) != 0;
    const float given = upper ? four[i] : four[i + 2];
    two[i] = (upper ? four[i + 2] : four[i]) + from_lane(given, 8);
  }
  const bool upper = (lane & 4) != 0;
  return (upper ? two[1] : two[0]) + from_lane(upper ? two[0] : two[1], 4);
}

/// Describes 16 channels of rows of 64 in blocks (PTX ISA, 9.7.15.5.1: 128-byte swizzle, K-major).
__device__ inline std::uint64_t channels_descriptor(std::uint32_t blocks,
                                                    int block_bytes,
                                                    int step) {
  constexpr int kStepsOfRow = kRowChannels / kStepChannels;
  const std::uint32_t start =
      blocks + step / kStepsOfRow * block_bytes + step % kStepsOfRow * kStepChannels * 2;
  return (start >> 4) | (std::uint64_t{1} << 16) | (std::uint64_t{kAtomBytes >> 4} << 32) |
         (std::uint64_t{1} << 62);
}

/// A value of a thread's share of a product, before it is written: where it is in the sums `d`.
constexpr int place_of(int run, int half, int i) { return 16 * run + i / 2 * 4 + 2 * half + i % 2; }

/// Of the runs beside that a thread reads, how many before its product is computed; the others come
/// behind it, where registers are short: with them all, Output took a fifth longer.
constexpr int runs_read_early(Stage stage) {
  return stage == Stage::Output ? kThreadRuns / 2 : kThreadRuns;
}

/// What a stage makes of a run of its product.
template <Stage kStage>
__device__ RunValues
finished(RunValues values, const RunValues& beside, const float* bias, int channel, float slope) {
  if constexpr (kStage == Stage::Hidden) {
    const RunValues plus = run_values(bias, channel);
    for (int i = 0; i < kRun; ++i) values.of[i] = leaky(values.of[i] + plus.of[i], slope);
  }
  if constexpr (kStage == Stage::Output) {
    const RunValues plus = run_values(bias, channel);
    for (int i = 0; i < kRun; ++i) values.of[i] += plus.of[i] + beside.of[i];
  }
  if constexpr (kStage == Stage::Gradient) {
    for (int i = 0; i < kRun; ++i) values.of[i] *= beside.of[i] > 0 ? 1 : slope;
  }
  return values;
}

template <Stage kStage>
static __global__ void __launch_bounds__(kThreads, 1)
    pixel_product(const ProductArguments arguments) {
  unsigned char* const filters = shared_memory();
  float* const constants = reinterpret_cast<float*>(filters + kFilterBytes + kGroups * kTileBytes);
  const float* const bias = constants;
  const float* const scale = constants + kChannels;
  const float* const shift = constants + 2 * kChannels;

  const int thread = static_cast<int>(threadIdx.x);
  const int lane = thread % kWarp;
  const int row_in_tile = thread % kGroupThreads / kWarp * 16 + lane / 4;
  const int own_run = lane % 4;  // of every four
  const std::int64_t tiles = (arguments.pixels + kTilePixels - 1) / kTilePixels;
  const std::int64_t stride = std::int64_t{gridDim.x} * kGroups;
  const auto first_pixel = [&](std::int64_t tile) {
    return (arguments.descending ? tiles - 1 - tile : tile) * kTilePixels;
  };

  for (int at = 16 * thread; at < kFilterBytes; at += 16 * kThreads) {
    copy_async(filters + at, static_cast<const unsigned char*>(arguments.filters) + at, true);
  }
  commit_copies();
  for (int i = thread; i < kChannels; i += kThreads) {
    const auto constant = [&](int which, const float* from) {
      constants[which * kChannels + i] = from != nullptr ? from[i] : 0;
    };
    constant(0, arguments.bias);
    constant(1, arguments.scale);
    constant(2, arguments.shift);
  }
  wait_copies<0>();
  publish_to_matrix_unit();
  __syncthreads();

  // What goes into the product is copied to shared memory a tile ahead. If it is to be normalized,
  // it has places of its own for every thread, so that nobody waits for anybody, and passes through
  // registers; otherwise it lies as the matrix unit reads it.
  const int group = thread / kGroupThreads;
  unsigned char* const pixels_ahead = filters + kFilterBytes + group * kTileBytes;
  const auto place_ahead = [&](int run, int half) -> Run* {
    return reinterpret_cast<Run*>(pixels_ahead) + (2 * run + half) * kGroupThreads +
           thread % kGroupThreads;
  };
  const auto fetch = [&](std::int64_t tile) {
    const Run* const in = static_cast<const Run*>(arguments.in);
    if constexpr (kStage == Stage::Hidden) {
#pragma unroll
      for (int i = 0; i < 2 * kThreadRuns; ++i) {
        const std::int64_t row = first_pixel(tile) + row_in_tile + i % 2 * 8;
        const bool there = row < arguments.pixels;
        copy_async(place_ahead(i / 2, i % 2), in + (there ? row * kRuns : 0) + i / 2 * 4 + own_run,
                   there);
      }
    } else {
#pragma unroll
      for (int i = 0; i < kTilePixels / (kGroupThreads / kRuns); ++i) {
        const int pixel = thread % kGroupThreads / kRuns + i * (kGroupThreads / kRuns);
        const int run = thread % kRuns;
        const std::int64_t row = first_pixel(tile) + pixel;
        const bool there = row < arguments.pixels;
        const auto at = static_cast<std::uint32_t>(pixel * kRowBytes + run % 8 * 16);
        copy_async(pixels_ahead + run / 8 * kTileBlockBytes + swizzled(at),
                   in + (there ? row * kRuns : 0) + run, there);
      }
    }
    commit_copies();
  };

  // Sums of a warp's pixels, each a thread's own: there are no registers left for them.
  float* const sums = constants + kConstants * kChannels + thread / kWarp * 2 * kChannels +
                      own_run * kRun + lane / 4;
  if constexpr (is_behind(kStage)) {
    for (int run = 0; run < kThreadRuns; ++run) {
      sums[4 * run * kRun] = 0;
      sums[kChannels + 4 * run * kRun] = 0;
    }
  }
  const std::uint32_t filters_at = shared_address(filters);
  std::int64_t tile = std::int64_t{blockIdx.x} * kGroups + group;
  if (tile < tiles) fetch(tile);
  for (; tile < tiles; tile += stride) {
    const std::int64_t next = tile + stride;
    const std::int64_t first_row = first_pixel(tile) + row_in_tile;
    float d[128];
    Run besides[2][kThreadRuns];
    const auto read_beside = [&](int first, int end) {
#pragma unroll
      for (int i = 2 * first; i < 2 * end; ++i) {
        const std::int64_t row = first_row + i % 2 * 8;
        const std::int64_t at = (row < arguments.pixels ? row * kRuns : 0) + i / 2 * 4 + own_run;
        read_now(static_cast<Run*>(arguments.beside) + at, besides[i % 2][i / 2].pairs);
      }
    };
    wait_copies<0>();
    if constexpr (kStage == Stage::Hidden) {
#pragma unroll
      for (int run = 0; run < kThreadRuns; ++run) {
        const int channel = (4 * run + own_run) * kRun;
        const RunValues by = run_values(scale, channel);
        const RunValues plus = run_values(shift, channel);
        const Run top = normalized(*place_ahead(run, 0), by, plus, arguments.slope);
        const Run bottom = normalized(*place_ahead(run, 1), by, plus, arguments.slope);
        Run* const to = static_cast<Run*>(arguments.beside) + first_row * kRuns + 4 * run + own_run;
        if (first_row < arguments.pixels) to[0] = top;
        if (first_row + 8 < arguments.pixels) to[8 * kRuns] = bottom;
        begin_products();
#pragma unroll
        for (int pair = 0; pair < 4; pair += 2) {
          add_product(d, top.pairs[pair], bottom.pairs[pair], top.pairs[pair + 1],
                      bottom.pairs[pair + 1],
                      channels_descriptor(filters_at, kFilterBlockBytes, 2 * run + pair / 2),
                      run == 0 && pair == 0);
        }
        commit_products();
      }
      if (next < tiles) fetch(next);
      wait_products();
    } else {
      publish_to_matrix_unit();
      meet_group(group);
      read_beside(0, runs_read_early(kStage));
      const std::uint32_t pixels_at = shared_address(pixels_ahead);
      begin_products();
#pragma unroll
      for (int step = 0; step < kChannels / kStepChannels; ++step) {
        add_product<false>(d, channels_descriptor(pixels_at, kTileBlockBytes, step),
                           channels_descriptor(filters_at, kFilterBlockBytes, step), step == 0);
      }
      commit_products();
      wait_products();
      read_beside(runs_read_early(kStage), kThreadRuns);
      meet_group(group);  // now nobody needs the tile any more
      if (next < tiles) fetch(next);
    }

    Run* const to = static_cast<Run*>(arguments.out) + first_row * kRuns + own_run;
    const auto finish = [&](auto whole) {  // whether all pixels of the tile are there
#pragma unroll
      for (int run = 0; run < kThreadRuns; ++run) {
        [[maybe_unused]] const int channel = (4 * run + own_run) * kRun;
        [[maybe_unused]] RunValues summed{};
        [[maybe_unused]] RunValues squared{};
#pragma unroll
        for (int half = 0; half < 2; ++half) {
          const bool there = whole.value || first_row + 8 * half < arguments.pixels;
          RunValues values;
          for (int i = 0; i < kRun; ++i) values.of[i] = d[place_of(run, half, i)];
          [[maybe_unused]] RunValues beside{};
          if constexpr (is_behind(kStage)) beside = unpacked(besides[half][run]);
          values = finished<kStage>(values, beside, bias, channel, arguments.slope);
          const Run out = packed(values);
          if (there) to[half * 8 * kRuns + 4 * run] = out;
          for (int i = 0; i < kRun && there; ++i) {
            summed.of[i] += values.of[i];
            squared.of[i] += values.of[i] * values.of[i];
          }
        }
        if constexpr (is_behind(kStage)) sums[4 * run * kRun] += sum_of_own(summed, lane);
        if constexpr (kStage == Stage::Output) {
          sums[kChannels + 4 * run * kRun] += sum_of_own(squared, lane);
        }
      }
    };
    if (first_pixel(tile) + kTilePixels <= arguments.pixels) {
      finish(std::true_type{});
    } else {
      finish(std::false_type{});
    }
  }

  if constexpr (is_behind(kStage)) {
    __syncthreads();
    const float* const of_warps = constants + kConstants * kChannels;
    for (int i = thread; i < 2 * kChannels; i += kThreads) {
      float sum = 0;
      for (int warp = 0; warp < kThreads / kWarp; ++warp) sum += of_warps[warp * 2 * kChannels + i];
      arguments.sums[std::int64_t{blockIdx.x} * 2 * kChannels + i] = sum;
    }
  }
}

}  // namespace autochrome::cuda
