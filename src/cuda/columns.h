// What a residual layer needs beside its products: sums over all pixels, what batch normalization
// makes of them, and its gradient. Sums are of blocks first, then of all of them in their order:
// the same bits in every run.
#pragma once

#include "cuda/device.h"
#include "cuda/layout.h"
#include "cuda/norm_values.h"
#include "cuda/runs.h"

namespace autochrome::cuda {

/// The first `width` sums of `blocks` blocks, `stride` apart, added up; divided by `divisor` if
/// any.
static __global__ void __launch_bounds__(kThreads) add_rows(
    const float* of_blocks, int blocks, int stride, int width, const float* divisor, float* out) {
  const int column = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (column >= width) return;
  float sum = 0;
  for (int block = 0; block < blocks; ++block) {
    sum += of_blocks[std::int64_t{block} * stride + column];
  }
  out[column] = divisor != nullptr ? sum / divisor[column] : sum;
}

inline constexpr int kFinishedChannels = 8;                      ///< of a block that finishes sums
inline constexpr int kFinishing = kThreads / kFinishedChannels;  ///< threads of each
inline constexpr int kFinishBlocks = kChannels / kFinishedChannels;

/// The sum of value(row) of `rows` rows by the threads of a channel, in the same order always.
template <class F>
__device__ double sum_by_threads(int rows, F&& value) {
  double* const of_threads = reinterpret_cast<double*>(shared_memory());
  const int thread = static_cast<int>(threadIdx.x);
  double own = 0;
  for (int row = thread / kFinishedChannels; row < rows; row += kFinishing) own += value(row);
  of_threads[thread] = own;
  __syncthreads();
  double sum = 0;
  for (int i = 0; i < kFinishing; ++i) {
    sum += of_threads[i * kFinishedChannels + thread % kFinishedChannels];
  }
  __syncthreads();
  return sum;
}

inline constexpr int kFinishSharedBytes = kThreads * 8;

/// A block's rows of [2, 256] sums, from those of its threads, each of a run of channels.
__device__ inline void write_block_sums(const RunValues& first,
                                        const RunValues& second,
                                        float* to) {
  constexpr int kRows = kThreads / kRuns;
  float* const of_rows = reinterpret_cast<float*>(shared_memory());
  const int thread = static_cast<int>(threadIdx.x);
  float* const own = of_rows + thread / kRuns * 2 * kChannels + thread % kRuns * kRun;
  for (int i = 0; i < kRun; ++i) {
    own[i] = first.of[i];
    own[kChannels + i] = second.of[i];
  }
  __syncthreads();
  for (int i = thread; i < 2 * kChannels; i += kThreads) {
    float sum = 0;
    for (int row = 0; row < kRows; ++row) sum += of_rows[row * 2 * kChannels + i];
    to[std::int64_t{blockIdx.x} * 2 * kChannels + i] = sum;
  }
}

inline constexpr int kColumnsSharedBytes = kThreads / kRuns * 2 * kChannels * 4;
inline constexpr int kBlocksOfColumns = 4;  ///< on a multiprocessor, of those that pass over pixels
inline constexpr int kColumnsAhead = 4;     ///< pixels whose values a thread reads at once

/// A row for a thread's part of a pass over pixels, and how far the next is.
struct RowsOfThread {
  std::int64_t first;
  std::int64_t stride;
};

__device__ inline RowsOfThread rows_of_thread() {
  constexpr int kRows = kThreads / kRuns;
  return {std::int64_t{blockIdx.x} * kRows + static_cast<int>(threadIdx.x) / kRuns,
          std::int64_t{gridDim.x} * kRows};
}

/// The runs of a thread's next rows, all asked for before the first is used; zeros behind the last.
__device__ inline void read_ahead(const void* x,
                                  std::int64_t row,
                                  std::int64_t stride,
                                  std::int64_t pixels,
                                  Run (&to)[kColumnsAhead]) {
  const int run = static_cast<int>(threadIdx.x) % kRuns;
#pragma unroll
  for (int ahead = 0; ahead < kColumnsAhead; ++ahead) {
    const std::int64_t at = row + ahead * stride;
    to[ahead] = read_run(x, at, run, at < pixels);
  }
}

/// Sums of x and of its square, as [blocks, 2, 256].
static __global__ void __launch_bounds__(kThreads)
    sum_columns(const void* x, std::int64_t pixels, float* sums) {
  RunValues sum{};
  RunValues squares{};
  const RowsOfThread rows = rows_of_thread();
  for (std::int64_t row = rows.first; row < pixels; row += kColumnsAhead * rows.stride) {
    Run read[kColumnsAhead];
    read_ahead(x, row, rows.stride, pixels, read);
#pragma unroll
    for (int ahead = 0; ahead < kColumnsAhead; ++ahead) {  // behind the last, values are 0
      const RunValues values = unpacked(read[ahead]);
      for (int i = 0; i < kRun; ++i) {
        sum.of[i] += values.of[i];
        squares.of[i] += values.of[i] * values.of[i];
      }
    }
  }
  write_block_sums(sum, squares, sums);
}

/// What batch normalization is for a batch: norm(x) = scale · x + shift. A value a channel each.
struct NormLines {
  float* mean = nullptr;
  float* deviation = nullptr;
  float* scale = nullptr;
  float* shift = nullptr;
};

/// From sums of x and of its square, [blocks, 2, 256]; running values move by `share`. Ioffe and
/// Szegedy 2015. That squares of a mean far from 0 cancel is no worse than that x, of bfloat16, is
/// as coarse there.
static __global__ void __launch_bounds__(kThreads) finish_norm(const float* sums,
                                                               int blocks,
                                                               std::int64_t pixels,
                                                               NormValues norm,
                                                               double share,
                                                               double epsilon,
                                                               NormLines lines) {
  const int thread = static_cast<int>(threadIdx.x);
  const int c = static_cast<int>(blockIdx.x) * kFinishedChannels + thread % kFinishedChannels;
  const float* const own = sums + c;
  const double sum = sum_by_threads(blocks, [&](int block) { return own[block * 2 * kChannels]; });
  const double squares =
      sum_by_threads(blocks, [&](int block) { return own[block * 2 * kChannels + kChannels]; });
  if (thread >= kFinishedChannels) return;
  const auto count = static_cast<double>(pixels);
  const double mean = sum / count;
  const double about = squares / count - mean * mean;
  const double variance = about < 0 ? 0 : about;  // NaN stays NaN
  const double deviation = sqrt(variance + epsilon);
  const double scale = norm.weight[c] / deviation;
  lines.mean[c] = static_cast<float>(mean);
  lines.deviation[c] = static_cast<float>(deviation);
  lines.scale[c] = static_cast<float>(scale);
  lines.shift[c] = static_cast<float>(norm.bias[c] - mean * scale);
  const double unbiased = pixels > 1 ? variance * count / (count - 1) : variance;
  norm.running_mean[c] += static_cast<float>(share * (mean - norm.running_mean[c]));
  norm.running_var[c] += static_cast<float>(share * (unbiased - norm.running_var[c]));
}

/// What the gradient of norm(x) = weight · n + bias tells of that of x, which is
/// scale · g + pull · x + offset.
struct NormGradient {
  const float* bias = nullptr;        ///< [256]
  const float* filters = nullptr;     ///< [256 outputs, 256 inputs] behind a = leaky(norm(x))
  const float* of_filters = nullptr;  ///< likewise: their gradient
  float* of_bias = nullptr;           ///< [256]: the result, as what follows
  float* pull = nullptr;
  float* offset = nullptr;
};

/// From the sums of g, the gradient of norm(x), and of g · (x - mean), [blocks, 2, 256]. Ioffe and
/// Szegedy 2015, section 3: the gradient less its mean and its part along n.
///
/// With filters given, the second sum is not there. What it is for is also the sum of g · norm(x):
/// as g is what the filters bring back times the activation's slope, which times norm(x) is a, that
/// is the sum of a times what they bring back, which is that of the filters times their gradient.
static __global__ void __launch_bounds__(kThreads) finish_norm_gradient(
    const float* sums, int blocks, std::int64_t pixels, NormLines lines, NormGradient gradient) {
  const int thread = static_cast<int>(threadIdx.x);
  const int c = static_cast<int>(blockIdx.x) * kFinishedChannels + thread % kFinishedChannels;
  const double sum =
      sum_by_threads(blocks, [&](int block) { return sums[block * 2 * kChannels + c]; });
  double along = 0;  // the sum of g · weight · n
  if (gradient.filters != nullptr) {
    const double along_norm = sum_by_threads(kChannels, [&](int out) {
      const float filter = low_half(packed(gradient.filters[out * kChannels + c], 0.0F));
      return static_cast<double>(filter) * gradient.of_filters[out * kChannels + c];
    });
    along = along_norm - gradient.bias[c] * sum;
  } else {
    along = lines.scale[c] * sum_by_threads(blocks, [&](int block) {
              return sums[block * 2 * kChannels + kChannels + c];
            });
  }
  if (thread >= kFinishedChannels) return;
  const double deviation = lines.deviation[c];
  const auto count = static_cast<double>(pixels);
  const double pull = -along / (count * deviation * deviation);
  gradient.of_bias[c] = static_cast<float>(sum);
  gradient.pull[c] = static_cast<float>(pull);
  gradient.offset[c] = static_cast<float>(-lines.scale[c] * sum / count - pull * lines.mean[c]);
}

/// y = leaky(norm(x)), both [pixels, 256] bfloat16.
static __global__ void __launch_bounds__(kThreads)
    normalize(const void* x, NormLines lines, float slope, std::int64_t pixels, void* y) {
  const int run = static_cast<int>(threadIdx.x) % kRuns;
  const RunValues scale = run_values(lines.scale, run * kRun);
  const RunValues shift = run_values(lines.shift, run * kRun);
  const RowsOfThread rows = rows_of_thread();
  for (std::int64_t row = rows.first; row < pixels; row += kColumnsAhead * rows.stride) {
    Run read[kColumnsAhead];
    read_ahead(x, row, rows.stride, pixels, read);
#pragma unroll
    for (int ahead = 0; ahead < kColumnsAhead; ++ahead) {
      const std::int64_t at = row + ahead * rows.stride;
      const Run out = normalized(read[ahead], scale, shift, slope);
      if (at < pixels) static_cast<Run*>(y)[at * kRuns + run] = out;
    }
  }
}

/// A pass back through a normalization. All pixels are [pixels, 256] bfloat16.
struct NormBackArguments {
  const void* through =
      nullptr;                 ///< the gradient of norm(x), or of leaky(norm(x)) if nothing is past
  const void* past = nullptr;  ///< the gradient of what x is added to; null: of nothing
  const void* x = nullptr;
  void* of_x = nullptr;  ///< the result of norm_back
  NormLines lines;
  const float* pull = nullptr;
  const float* offset = nullptr;
  float* sums = nullptr;  ///< [blocks, 2, 256], see the kernels
  float slope = 0;
  std::int64_t pixels = 0;
  bool descending = false;  ///< from the last pixels to the first
};

/// The gradient g of norm(x) from what comes through, of a run.
__device__ inline RunValues through_activation(RunValues through,
                                               const RunValues& x,
                                               const RunValues& scale,
                                               const RunValues& shift,
                                               float slope) {
  for (int i = 0; i < kRun; ++i) {
    through.of[i] *= x.of[i] * scale.of[i] + shift.of[i] > 0 ? 1 : slope;
  }
  return through;
}

/// The sums of g and of g · (x - mean) behind leaky(norm(x)).
static __global__ void __launch_bounds__(kThreads)
    sum_norm_gradient(const NormBackArguments arguments) {
  const int run = static_cast<int>(threadIdx.x) % kRuns;
  const RunValues scale = run_values(arguments.lines.scale, run * kRun);
  const RunValues shift = run_values(arguments.lines.shift, run * kRun);
  const RunValues mean = run_values(arguments.lines.mean, run * kRun);
  RunValues sum{};
  RunValues along{};
  const RowsOfThread rows = rows_of_thread();
  for (std::int64_t row = rows.first; row < arguments.pixels; row += kColumnsAhead * rows.stride) {
    Run through[kColumnsAhead];
    Run x[kColumnsAhead];
    read_ahead(arguments.through, row, rows.stride, arguments.pixels, through);
    read_ahead(arguments.x, row, rows.stride, arguments.pixels, x);
#pragma unroll
    for (int ahead = 0; ahead < kColumnsAhead; ++ahead) {  // behind the last, gradients are 0
      const RunValues in = unpacked(x[ahead]);
      const RunValues g =
          through_activation(unpacked(through[ahead]), in, scale, shift, arguments.slope);
      for (int i = 0; i < kRun; ++i) {
        sum.of[i] += g.of[i];
        along.of[i] += g.of[i] * (in.of[i] - mean.of[i]);
      }
    }
  }
  write_block_sums(sum, along, arguments.sums);
}

/// The gradient of x: what is past, and what comes through its normalization, behind which there is
/// an activation of its own where nothing is past. Sums are of the result and of g · (x - mean).
template <bool kPast>
static __global__ void __launch_bounds__(kThreads) norm_back(const NormBackArguments arguments) {
  constexpr int kAhead = 2;
  const int run = static_cast<int>(threadIdx.x) % kRuns;
  const RunValues scale = run_values(arguments.lines.scale, run * kRun);
  const RunValues shift = run_values(arguments.lines.shift, run * kRun);
  const RunValues mean = run_values(arguments.lines.mean, run * kRun);
  const RunValues pull = run_values(arguments.pull, run * kRun);
  const RunValues offset = run_values(arguments.offset, run * kRun);
  RunValues sum{};
  RunValues along{};
  const RowsOfThread rows = rows_of_thread();
  const auto place = [&](std::int64_t row) {
    return arguments.descending ? arguments.pixels - 1 - row : row;
  };
  for (std::int64_t row = rows.first; row < arguments.pixels; row += kAhead * rows.stride) {
    Run past[kAhead];
    Run through[kAhead];
    Run x[kAhead];
#pragma unroll
    for (int ahead = 0; ahead < kAhead; ++ahead) {
      const std::int64_t at = row + ahead * rows.stride;
      const bool there = at < arguments.pixels;
      past[ahead] = read_run(arguments.past, place(at), run, kPast && there);
      through[ahead] = read_run(arguments.through, place(at), run, there);
      x[ahead] = read_run(arguments.x, place(at), run, there);
    }
#pragma unroll
    for (int ahead = 0; ahead < kAhead; ++ahead) {
      const std::int64_t at = row + ahead * rows.stride;
      if (at >= arguments.pixels) continue;
      const RunValues in = unpacked(x[ahead]);
      RunValues g = unpacked(through[ahead]);
      if constexpr (!kPast) g = through_activation(g, in, scale, shift, arguments.slope);
      RunValues values = unpacked(past[ahead]);
      for (int i = 0; i < kRun; ++i) {
        values.of[i] += scale.of[i] * g.of[i] + pull.of[i] * in.of[i] + offset.of[i];
        sum.of[i] += values.of[i];
        along.of[i] += g.of[i] * (in.of[i] - mean.of[i]);
      }
      static_cast<Run*>(arguments.of_x)[place(at) * kRuns + run] = packed(values);
    }
  }
  write_block_sums(sum, along, arguments.sums);
}

/// Filters [256 outputs, 256 inputs] of a layer's two convolutions.
struct LayerFilters {
  const float* first;
  const float* second;
};

/// The ways in which pixel_product reads filters, one after the other: the first, whose inputs come
/// through registers and in the order that suits those; the second; the adjoints of both.
inline constexpr int kFilterForms = 4;

/// Brings filters into all forms: kFilterForms times kFilterBytes. A block a form's output.
static __global__ void __launch_bounds__(kChannels) pack_filters(LayerFilters filters, void* to) {
  const int form = static_cast<int>(blockIdx.x) / kChannels;
  const int out_position = static_cast<int>(blockIdx.x) % kChannels;
  const int in_position = static_cast<int>(threadIdx.x);
  const int out = channel_at(out_position);
  const int in = form == 0 ? channel_at(in_position) : in_position;
  const float* const from = form % 2 == 0 ? filters.first : filters.second;
  const float weight = form < 2 ? from[out * kChannels + in] : from[in * kChannels + out];
  unsigned char* const place = static_cast<unsigned char*>(to) + form * kFilterBytes +
                               filter_offset(out_position, in_position);
  *reinterpret_cast<std::uint16_t*>(place) =
      static_cast<std::uint16_t>(packed(weight, 0.0F) & 0xFFFFU);
}

}  // namespace autochrome::cuda
