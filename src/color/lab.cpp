#include "color/lab.h"

#include <algorithm>
#include <cmath>

#include "color/constants.h"

namespace autochrome::color {

namespace {

// In linear light. A neutral of L = 100 comes out within 1e-6 of 1; nobody sees the difference.
constexpr double kGamutSlack = 2e-6;
constexpr int kGamutSteps = 40;

struct Linear {
  double r;
  double g;
  double b;
};

double root_of(double t) noexcept {
  return t > kLabThreshold ? std::cbrt(t) : kLabTangentSlope * t + kLabTangentOffset;
}

double cube_of(double root) noexcept {
  return root > kLabRootThreshold ? root * root * root
                                  : (root - kLabTangentOffset) / kLabTangentSlope;
}

// Written as a departure from `neutral`, because the matrix rows sum to 1: equal inputs then give
// exactly equal outputs.
double row_of(const double (&row)[3], double neutral, double first, double third) noexcept {
  return neutral + row[0] * (first - neutral) + row[2] * (third - neutral);
}

Linear linear_of(Lab lab) noexcept {
  const double fy = (lab.l + kLabLightnessOffset) / kLabLightnessScale;
  const double x = cube_of(fy + lab.a / kLabAScale);
  const double y = cube_of(fy);
  const double z = cube_of(fy - lab.b / kLabBScale);
  const auto& m = kRgbFromWhiteXyz.m;
  return {row_of(m[0], y, x, z), row_of(m[1], y, x, z), row_of(m[2], y, x, z)};
}

bool is_shown(double linear) noexcept {
  return linear >= -kGamutSlack && linear <= 1 + kGamutSlack;
}

Lab with_chroma_scaled(Lab lab, float scale) noexcept {
  return {lab.l, lab.a * scale, lab.b * scale};
}

}  // namespace

float srgb_to_linear(float encoded) noexcept {
  const double v = std::abs(static_cast<double>(encoded));
  const double linear = v <= kSrgbEncodedThreshold
                            ? v / kSrgbSlope
                            : std::pow((v + kSrgbOffset) / (1 + kSrgbOffset), kSrgbGamma);
  return static_cast<float>(std::copysign(linear, encoded));
}

float linear_to_srgb(float linear) noexcept {
  const double v = std::abs(static_cast<double>(linear));
  const double encoded = v <= kSrgbLinearThreshold
                             ? v * kSrgbSlope
                             : (1 + kSrgbOffset) * std::pow(v, 1 / kSrgbGamma) - kSrgbOffset;
  return static_cast<float>(std::copysign(encoded, linear));
}

float lightness_of_luminance(float luminance) noexcept {
  return static_cast<float>(kLabLightnessScale * root_of(luminance) - kLabLightnessOffset);
}

float luminance_of_lightness(float lightness) noexcept {
  return static_cast<float>(cube_of((lightness + kLabLightnessOffset) / kLabLightnessScale));
}

Lab to_lab(Rgb rgb) noexcept {
  const double r = srgb_to_linear(rgb.r);
  const double g = srgb_to_linear(rgb.g);
  const double b = srgb_to_linear(rgb.b);
  const auto& m = kWhiteXyzFromRgb.m;
  const double fx = root_of(row_of(m[0], g, r, b));
  const double fy = root_of(row_of(m[1], g, r, b));
  const double fz = root_of(row_of(m[2], g, r, b));
  return {static_cast<float>(kLabLightnessScale * fy - kLabLightnessOffset),
          static_cast<float>(kLabAScale * (fx - fy)), static_cast<float>(kLabBScale * (fy - fz))};
}

Rgb to_rgb(Lab lab) noexcept {
  const Linear linear = linear_of(lab);
  return {linear_to_srgb(static_cast<float>(linear.r)),
          linear_to_srgb(static_cast<float>(linear.g)),
          linear_to_srgb(static_cast<float>(linear.b))};
}

bool in_gamut(Lab lab) noexcept {
  const Linear linear = linear_of(lab);
  return is_shown(linear.r) && is_shown(linear.g) && is_shown(linear.b);
}

Lab reduce_to_gamut(Lab lab) noexcept {
  lab.l = std::clamp(lab.l, 0.0F, 100.0F);
  if (!std::isfinite(lab.a) || !std::isfinite(lab.b)) return {lab.l, 0, 0};
  if (in_gamut(lab)) return lab;
  float inside = 0;
  float outside = 1;
  for (int step = 0; step < kGamutSteps; ++step) {
    const float middle = 0.5F * (inside + outside);
    (in_gamut(with_chroma_scaled(lab, middle)) ? inside : outside) = middle;
  }
  return with_chroma_scaled(lab, inside);
}

}  // namespace autochrome::color
