// The one-dimensional transforms of each tiling, by Cook and Toom's method: with the polynomial
// m(x) of the chosen points, inputs meet the coefficients of m(x) / (x - point) and outputs the
// powers of the point; weights meet those powers too, over the divisor of the point: the product of
// its distances from the other points. ∞ sees the last of them alone.
#pragma once

#include <array>
#include <numbers>

#include "kernels/winograd.h"

namespace autochrome::kernels {

namespace {

/// The powers of a point, up to one less than the taps, over its divisor.
template <int Taps>
using Powers = std::array<float, Taps>;

template <int Taps>
constexpr Powers<Taps> powers_of(double point, double divisor) {
  Powers<Taps> all{};
  double power = 1 / divisor;
  for (float& one : all) {
    one = static_cast<float>(power);
    power *= point;
  }
  return all;
}

template <int Taps>
constexpr Powers<Taps> powers_of_infinity() {
  Powers<Taps> all{};
  all[Taps - 1] = 1;
  return all;
}

/// Points 0, ±√½, ±√2 and ∞: a pair's product is 1, which saves multiplications, and no power of
/// them is far from 1, which keeps rounding errors down.
struct SixPoints {
  static constexpr int kPoints = 6;
  static constexpr double kNearPoint = std::numbers::sqrt2 / 2;
  static constexpr double kFarPoint = std::numbers::sqrt2;
  static constexpr auto kNear = static_cast<float>(kNearPoint);
  static constexpr auto kFar = static_cast<float>(kFarPoint);

  template <int Taps>
  static constexpr std::array<Powers<Taps>, kPoints> kPowers = {powers_of<Taps>(0, 1),
                                                                powers_of<Taps>(kNearPoint, -1.5),
                                                                powers_of<Taps>(-kNearPoint, -1.5),
                                                                powers_of<Taps>(kFarPoint, 6),
                                                                powers_of<Taps>(-kFarPoint, 6),
                                                                powers_of_infinity<Taps>()};

  /// Of gradients of results, whose transform is the adjoint of output().
  template <int Outputs>
  static constexpr std::array<Powers<Outputs>, kPoints> kPointPowers = {
      powers_of<Outputs>(0, 1),           powers_of<Outputs>(kNearPoint, 1),
      powers_of<Outputs>(-kNearPoint, 1), powers_of<Outputs>(kFarPoint, 1),
      powers_of<Outputs>(-kFarPoint, 1),  powers_of_infinity<Outputs>()};

  /// Of the inputs, two at a time, for few registers: 0 and ∞, then ±√½, then ±√2.
  static constexpr int kPairs[3][2] = {{0, 5}, {1, 2}, {3, 4}};

  template <int Pair, class V>
  static void input(const V (&d)[kPoints], V& first, V& second) {
    if constexpr (Pair == 0) {
      first = d[0] + d[4] - 2.5F * d[2];
      second = d[1] + d[5] - 2.5F * d[3];
    } else {
      constexpr float kSquareOfOther = Pair == 1 ? 2.0F : 0.5F;
      const V even = d[4] - kSquareOfOther * d[2];
      const V odd = d[3] - kSquareOfOther * d[1];
      constexpr float kPoint = Pair == 1 ? kNear : kFar;
      first = even + kPoint * odd;
      second = even - kPoint * odd;
    }
  }
};

/// Points 0, ±1 and ∞.
struct FourPoints {
  static constexpr int kPoints = 4;
  template <int Taps>
  static constexpr std::array<Powers<Taps>, kPoints> kPowers = {
      powers_of<Taps>(0, -1), powers_of<Taps>(1, 2), powers_of<Taps>(-1, 2),
      powers_of_infinity<Taps>()};
  static constexpr int kPairs[2][2] = {{0, 3}, {1, 2}};

  template <int Pair, class V>
  static void input(const V (&d)[kPoints], V& first, V& second) {
    if constexpr (Pair == 0) {
      first = d[2] - d[0];
      second = d[3] - d[1];
    } else {
      first = d[2] + d[1];
      second = d[2] - d[1];
    }
  }
};

struct TilingF4x3 : SixPoints {
  static constexpr int kOutputs = 4;

  template <class V>
  static void output(const V (&m)[kPoints], V (&y)[kOutputs]) {
    const V near_sum = m[1] + m[2];
    const V near_difference = kNear * (m[1] - m[2]);
    const V far_sum = m[3] + m[4];
    const V far_difference = kFar * (m[3] - m[4]);
    y[0] = m[0] + near_sum + far_sum;
    y[1] = near_difference + far_difference;
    y[2] = 0.5F * near_sum + 2.0F * far_sum;
    y[3] = m[5] + 0.5F * near_difference + 2.0F * far_difference;
  }
};

struct TilingF3x4 : SixPoints {
  static constexpr int kOutputs = 3;

  template <class V>
  static void output(const V (&m)[kPoints], V (&y)[kOutputs]) {
    const V near_sum = m[1] + m[2];
    const V far_sum = m[3] + m[4];
    y[0] = m[0] + near_sum + far_sum;
    y[1] = kNear * (m[1] - m[2]) + kFar * (m[3] - m[4]);
    y[2] = m[5] + 0.5F * near_sum + 2.0F * far_sum;
  }
};

struct TilingF2x3 : FourPoints {
  static constexpr int kOutputs = 2;

  template <class V>
  static void output(const V (&m)[kPoints], V (&y)[kOutputs]) {
    y[0] = m[0] + (m[1] + m[2]);
    y[1] = m[3] + (m[1] - m[2]);
  }
};

struct TilingF3x2 : FourPoints {
  static constexpr int kOutputs = 3;

  template <class V>
  static void output(const V (&m)[kPoints], V (&y)[kOutputs]) {
    const V sum = m[1] + m[2];
    y[0] = m[0] + sum;
    y[1] = m[1] - m[2];
    y[2] = m[3] + sum;
  }
};

struct TilingF1x1 {
  static constexpr int kPoints = 1;
  static constexpr int kOutputs = 1;
  template <int Taps>
  static constexpr std::array<Powers<Taps>, kPoints> kPowers = {powers_of_infinity<Taps>()};

  template <class V>
  static void output(const V (&m)[kPoints], V (&y)[kOutputs]) {
    y[0] = m[0];
  }
};

}  // namespace

}  // namespace autochrome::kernels
