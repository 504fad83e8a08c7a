// The one-dimensional transforms of each tiling, by Cook and Toom's method: with the polynomial
// m(x) of the chosen points, inputs meet the coefficients of m(x) / (x - point) and outputs the
// powers of the point; the divisors are with the weights (winograd_weights.cpp).
#pragma once

#include "kernels/winograd.h"

namespace autochrome::kernels {

namespace {

/// Points 0, ±√½, ±√2 and ∞: a pair's product is 1, which saves multiplications, and no power of
/// them is far from 1, which keeps rounding errors down.
struct SixPoints {
  static constexpr int kPoints = 6;
  static constexpr float kNear = 0.70710678F;
  static constexpr float kFar = 1.41421356F;

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

  template <class V>
  static void output(const V (&m)[kPoints], V (&y)[kOutputs]) {
    y[0] = m[0];
  }
};

}  // namespace

}  // namespace autochrome::kernels
