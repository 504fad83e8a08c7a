// Runs of 8 channels: 16 bytes in memory, and their values in registers.
#pragma once

#include "cuda/device.h"
#include "cuda/layout.h"

namespace autochrome::cuda {

__device__ inline float low_half(std::uint32_t both) { return as_float(both << 16); }

__device__ inline float high_half(std::uint32_t both) { return as_float(both & 0xFFFF0000U); }

/// 16 bytes: a run of 8 channels.
struct alignas(16) Run {
  std::uint32_t pairs[kRun / 2];
};

/// A value for each channel of a run.
struct alignas(16) RunValues {
  float of[kRun];
};

__device__ inline RunValues run_values(const float* constants, int first) {
  return *reinterpret_cast<const RunValues*>(constants + first);
}

__device__ inline RunValues unpacked(const Run& run) {
  RunValues values;
  for (int i = 0; i < kRun / 2; ++i) {
    values.of[2 * i] = low_half(run.pairs[i]);
    values.of[2 * i + 1] = high_half(run.pairs[i]);
  }
  return values;
}

__device__ inline Run packed(const RunValues& values) {
  Run run;
  for (int i = 0; i < kRun / 2; ++i) run.pairs[i] = packed(values.of[2 * i], values.of[2 * i + 1]);
  return run;
}

__device__ inline float leaky(float value, float slope) { return fmaxf(value, value * slope); }

__device__ inline Run normalized(const Run& run,
                                 const RunValues& scale,
                                 const RunValues& shift,
                                 float slope) {
  RunValues values = unpacked(run);
  for (int i = 0; i < kRun; ++i) {
    values.of[i] = leaky(values.of[i] * scale.of[i] + shift.of[i], slope);
  }
  return packed(values);
}

/// Run `run` of pixel `row` of [pixels, 256] bfloat16; zeros if it is not `there`.
__device__ inline Run read_run(const void* pixels, std::int64_t row, int run, bool there) {
  const Run* runs = static_cast<const Run*>(pixels);
  return there ? runs[row * kRuns + run] : Run{};
}

}  // namespace autochrome::cuda
