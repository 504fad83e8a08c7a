// Activations over a row, in whatever vectors the including file is compiled for. Internal linkage,
// so that forms for different processors do not mix.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "graph/op.h"

namespace autochrome::kernels {

namespace {

/// e^x for |x| up to 87, held there beyond; relative error below 2e-7. x = n·ln 2 + r, and e^r by
/// its Taylor series: at |r| <= ln 2 / 2 the terms after the sixth are below 1.3e-7.
inline float exponential(float x) {
  constexpr float kLargest = 87.0F;
  constexpr float kRounder = 0x1.8p23F;  // adding it leaves the nearest integer in the low bits
  constexpr float kLog2E = 1.44269504F;
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  x = x < -kLargest ? -kLargest : x > kLargest ? kLargest : x;
  const float shifted = x * kLog2E + kRounder;
  const float n = shifted - kRounder;
  const float r = (x - n * kLn2High) - n * kLn2Low;
  const float series =
      1 + r * (1 + r * (1.0F / 2 +
                        r * (1.0F / 6 + r * (1.0F / 24 + r * (1.0F / 120 + r * (1.0F / 720))))));
  const std::uint32_t power = (std::bit_cast<std::uint32_t>(shifted) + 127U) << 23U;
  return series * std::bit_cast<float>(power);
}

inline float sigmoid(float x) { return 1 / (1 + exponential(-x)); }

template <class F>
void map_row(float* row, std::int64_t count, F&& f) {
  for (std::int64_t i = 0; i < count; ++i) row[i] = f(row[i]);
}

inline void activate_row(const graph::Activate& activate, float* row, std::int64_t count) {
  switch (activate.kind) {
    case graph::Activation::Relu:
      return map_row(row, count, [](float x) { return x < 0 ? 0 : x; });
    case graph::Activation::LeakyRelu:
      return map_row(row, count,
                     [slope = activate.slope](float x) { return x > 0 ? x : slope * x; });
    case graph::Activation::Sigmoid:
      return map_row(row, count, [](float x) { return sigmoid(x); });
    case graph::Activation::Tanh:
      return map_row(row, count, [](float x) { return 2 * sigmoid(2 * x) - 1; });
  }
}

}  // namespace

}  // namespace autochrome::kernels
