// CIE Lab and sRGB, one colour at a time: the plain reference that the row kernels are tested
// against, and what everything that is not a picture uses. Constants and sources:
// color/constants.h.
#pragma once

namespace autochrome::color {

/// Encoded (display) sRGB, each in [0, 1] where the colour exists on a display.
struct Rgb {
  float r = 0;
  float g = 0;
  float b = 0;
};

/// L in [0, 100]; a and b within ±128 for sRGB colours.
struct Lab {
  float l = 0;
  float a = 0;
  float b = 0;
};

/// Encoded to linear light; values outside [0, 1] follow the same curve, odd about zero.
[[nodiscard]] float srgb_to_linear(float encoded) noexcept;

/// Linear light to encoded; the inverse of `srgb_to_linear`.
[[nodiscard]] float linear_to_srgb(float linear) noexcept;

/// L of the linear luminance Y, white being 1.
[[nodiscard]] float lightness_of_luminance(float luminance) noexcept;

/// The linear luminance Y whose lightness is L.
[[nodiscard]] float luminance_of_lightness(float lightness) noexcept;

[[nodiscard]] Lab to_lab(Rgb rgb) noexcept;

/// Not clipped: a colour outside the display's gamut has components outside [0, 1].
[[nodiscard]] Rgb to_rgb(Lab lab) noexcept;

/// Whether every component of `to_rgb` lies in [0, 1], with room for a float's rounding.
[[nodiscard]] bool in_gamut(Lab lab) noexcept;

/// The colour of the same L and hue with the largest chroma, at most its own, that is in gamut;
/// found by bisection, since away from the neutral of its L a hue leaves the gamut once (of 71,280
/// rays, one for each half degree and L from 1 to 99, six came back). L is first held to [0, 100];
/// chroma that is not finite becomes 0.
[[nodiscard]] Lab reduce_to_gamut(Lab lab) noexcept;

}  // namespace autochrome::color
