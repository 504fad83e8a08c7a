// Taps into factors of the products. Compiled for every kind of processor, like the products, so
// that factors made beforehand and those made during a convolution are the same bits.
#pragma once

#include "kernels/vectors.inc.h"
#include "kernels/winograd_tilings.inc.h"

namespace autochrome::kernels {

namespace {

/// Σ powers · values; none of the powers known to be zero costs anything.
template <const auto& Powers, int First, int Step, class V, std::size_t Taps>
inline V power_sum(const V (&values)[Taps]) {
  V sum{};
  unrolled<static_cast<int>(Taps)>([&](auto i) {
    if constexpr (i >= First && (i - First) % Step == 0 && Powers[i] != 0) {
      sum += Powers[i] * values[i];
    }
  });
  return sum;
}

/// A row of values at the points of the tiling T: with kPowers for taps, with kPointPowers for
/// gradients of results. A point and its opposite share their even powers, and their odd ones but
/// for the sign.
template <class T, const auto& Powers, class V, std::size_t Values>
inline void at_points(const V (&values)[Values], V (&points)[T::kPoints]) {
  if constexpr (T::kPoints == 1) {
    points[0] = values[0];
  } else {
    constexpr auto& kPairs = T::kPairs;
    points[kPairs[0][0]] = power_sum<Powers[kPairs[0][0]], 0, 1>(values);
    points[kPairs[0][1]] = power_sum<Powers[kPairs[0][1]], 0, 1>(values);
    unrolled<T::kPoints / 2 - 1>([&](auto pair) {
      constexpr int kPlus = kPairs[pair + 1][0];
      const V even = power_sum<Powers[kPlus], 0, 2>(values);
      const V odd = power_sum<Powers[kPlus], 1, 2>(values);
      points[kPlus] = even + odd;
      points[kPairs[pair + 1][1]] = even - odd;
    });
  }
}

/// [point][input][output] of one row of points, from [input][tap][output].
template <class T, int Lanes, int Vectors>
void transform_group(const float* taps, std::int64_t inputs, int row, float* factors) {
  using V = Vector<Lanes>;
  constexpr int kTaps = T::kPoints - T::kOutputs + 1;
  constexpr std::int64_t kOutputs = Lanes * Vectors;
  const auto& powers = T::template kPowers<kTaps>[static_cast<std::size_t>(row)];
  const std::int64_t point_stride = inputs * kOutputs;
  for (std::int64_t input = 0; input < inputs; ++input, factors += kOutputs) {
    for (int v = 0; v < Vectors; ++v, taps += Lanes) {
      V sums[kTaps];
      unrolled<kTaps>([&](auto x) {
        sums[x] = powers[0] * load<V>(taps + x * kOutputs);
        unrolled<kTaps - 1>([&](auto y) {
          sums[x] += powers[y + 1] * load<V>(taps + ((y + 1) * kTaps + x) * kOutputs);
        });
      });
      V points[T::kPoints];
      at_points<T, T::template kPowers<kTaps>>(sums, points);
      unrolled<T::kPoints>(
          [&](auto j) { store(factors + j * point_stride + v * Lanes, points[j]); });
    }
    taps += (kTaps * kTaps - 1) * kOutputs;
  }
}

}  // namespace

}  // namespace autochrome::kernels
