// Linear sRGB to Lab, included as block_kernels.inc.h is and after it. In double precision: what
// measures colours must not be what limits their accuracy.
#include "color/block_kernels.h"
#include "color/constants.h"

namespace autochrome::color {

namespace {

/// f(t) of CIE Lab for a plane of X/Xn, Y/Yn or Z/Zn. `cube_root` is good to a float; one more step
/// of Halley's iteration triples its digits.
inline void lab_roots(const double* __restrict t, double* __restrict roots) {
  alignas(64) float guesses[kBlock];
  constexpr auto kLeast = static_cast<float>(kLabThreshold);
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    const auto v = static_cast<float>(t[i]);
    guesses[i] = cube_root(v > kLeast ? v : kLeast);
  }
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    const double v = t[i];
    const double guess = guesses[i];
    const double cube = guess * guess * guess;
    const double root = guess * (cube + 2.0 * v) / (2.0 * cube + v);
    roots[i] = v > kLabThreshold ? root : v * kLabTangentSlope + kLabTangentOffset;
  }
}

void lab_block(const double* __restrict red,
               const double* __restrict green,
               const double* __restrict blue,
               float* __restrict lightness,
               float* __restrict a,
               float* __restrict b) {
  alignas(64) double planes[3][kBlock];
  alignas(64) double roots[3][kBlock];
  for (int k = 0; k < 3; ++k) {
    // The row sums to 1: a departure from green, so that gray stays gray to the last bit.
    const double from_red = kWhiteXyzFromRgb.m[k][0];
    const double from_blue = kWhiteXyzFromRgb.m[k][2];
    double* __restrict plane = planes[k];
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
      plane[i] = green[i] + from_red * (red[i] - green[i]) + from_blue * (blue[i] - green[i]);
    }
    lab_roots(plane, roots[k]);
  }
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    lightness[i] = static_cast<float>(kLabLightnessScale * roots[1][i] - kLabLightnessOffset);
    a[i] = static_cast<float>(kLabAScale * (roots[0][i] - roots[1][i]));
    b[i] = static_cast<float>(kLabBScale * (roots[1][i] - roots[2][i]));
  }
}

}  // namespace

}  // namespace autochrome::color
