// The numbers behind every colour conversion of the program: sRGB primaries, D65 white, CIE Lab.
// They stand here once, without any include, so that the trainer builds its tensors from the same
// ones. The primaries are those of scikit-image and the published colorizers (ITU-R BT.709 with
// D65, 2° observer). Each row is divided by its sum, the white: then X, Y and Z of a gray are all
// equal to its linear value, and gray has no chroma by construction rather than by luck.
#pragma once

namespace autochrome::color {

struct Matrix3 {
  double m[3][3];
};

/// Linear sRGB (0..1) to CIE XYZ (0..1), before the division by white.
inline constexpr Matrix3 kXyzFromRgb = {{{0.412453, 0.357580, 0.180423},
                                         {0.212671, 0.715160, 0.072169},
                                         {0.019334, 0.119193, 0.950227}}};

[[nodiscard]] constexpr Matrix3 rows_normalized(const Matrix3& in) {
  Matrix3 out{};
  for (int i = 0; i < 3; ++i) {
    const double sum = in.m[i][0] + in.m[i][1] + in.m[i][2];
    for (int j = 0; j < 3; ++j) out.m[i][j] = in.m[i][j] / sum;
  }
  return out;
}

[[nodiscard]] constexpr Matrix3 inverse(const Matrix3& in) {
  const auto cofactor = [&in](int i, int j) {
    const int r0 = (i + 1) % 3;
    const int r1 = (i + 2) % 3;
    const int c0 = (j + 1) % 3;
    const int c1 = (j + 2) % 3;
    return in.m[r0][c0] * in.m[r1][c1] - in.m[r0][c1] * in.m[r1][c0];
  };
  const double determinant =
      in.m[0][0] * cofactor(0, 0) + in.m[0][1] * cofactor(0, 1) + in.m[0][2] * cofactor(0, 2);
  Matrix3 out{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) out.m[j][i] = cofactor(i, j) / determinant;
  }
  return out;
}

/// Linear sRGB to (X/Xn, Y/Yn, Z/Zn); every row sums to 1.
inline constexpr Matrix3 kWhiteXyzFromRgb = rows_normalized(kXyzFromRgb);
/// (X/Xn, Y/Yn, Z/Zn) to linear sRGB; every row sums to 1.
inline constexpr Matrix3 kRgbFromWhiteXyz = inverse(kWhiteXyzFromRgb);

/// The sRGB transfer function, IEC 61966-2-1: encoded = slope · linear up to the threshold, then
/// (1 + offset) · linear^(1/gamma) - offset.
inline constexpr double kSrgbGamma = 2.4;
inline constexpr double kSrgbOffset = 0.055;
inline constexpr double kSrgbSlope = 12.92;
inline constexpr double kSrgbEncodedThreshold = 0.04045;
inline constexpr double kSrgbLinearThreshold = 0.0031308;

/// CIE 15:2004, 8.2.1: L = 116 f(Y) - 16, a = 500 (f(X) - f(Y)), b = 200 (f(Y) - f(Z)), where
/// f(t) is the cube root above (6/29)³ and the tangent t · (29/6)²/3 + 4/29 below.
inline constexpr double kLabLightnessScale = 116.0;
inline constexpr double kLabLightnessOffset = 16.0;
inline constexpr double kLabAScale = 500.0;
inline constexpr double kLabBScale = 200.0;
inline constexpr double kLabRootThreshold = 6.0 / 29.0;
inline constexpr double kLabThreshold = kLabRootThreshold * kLabRootThreshold * kLabRootThreshold;
inline constexpr double kLabTangentSlope = 1.0 / (3.0 * kLabRootThreshold * kLabRootThreshold);
inline constexpr double kLabTangentOffset = 4.0 / 29.0;

}  // namespace autochrome::color
