#include "garden/film.h"

#include <algorithm>

#include "color/constants.h"
#include "color/lab.h"
#include "garden/noise.h"

namespace autochrome::garden {

namespace {

constexpr float kExposure = 1.06F;
// The light, after exposure, that is white on the film; more is cut off.
constexpr float kWhite = 1.9F;
// Share of the light that does not reach a corner.
constexpr float kVignette = 0.28F;
constexpr float kGrain = 0.022F;

float luminance(Vec3 light) noexcept {
  const auto& y = color::kWhiteXyzFromRgb.m[1];
  return static_cast<float>(y[0]) * light.x + static_cast<float>(y[1]) * light.y +
         static_cast<float>(y[2]) * light.z;
}

/// Highlights roll off (Reinhard et al. 2002, "Photographic tone reproduction", eq. 4), shadows
/// deepen a little.
float curve(float luminance) noexcept {
  const float rolled = luminance * (1 + luminance / (kWhite * kWhite)) / (1 + 0.55F * luminance);
  return rolled * (0.72F + 0.28F * smooth_step(0.0F, 0.35F, rolled));
}

/// The colour of that luminance; what no display shows moves towards gray.
Vec3 toned(Vec3 light) noexcept {
  const float before = luminance(light);
  if (before <= 0) return {};
  const float after = std::min(curve(before), 1.0F);
  const Vec3 color = (after / before) * light;
  const float most = std::max({color.x, color.y, color.z});
  if (most <= 1) return color;
  const float kept = (1 - after) / (most - after);
  return mix({after, after, after}, color, kept);
}

}  // namespace

Film::Film(std::uint32_t seed) : seed_(seed) {
  for (std::size_t code = 0; code < linear_.size(); ++code) {
    linear_[code] = color::srgb_to_linear(static_cast<float>(code) / 255);
  }
  for (std::size_t code = 0; code < thresholds_.size(); ++code) {
    thresholds_[code] = color::srgb_to_linear((static_cast<float>(code) + 0.5F) / 255);
  }
}

std::uint8_t Film::encoded(float linear) const noexcept {
  const auto above = std::upper_bound(thresholds_.begin(), thresholds_.end(), linear);
  return static_cast<std::uint8_t>(above - thresholds_.begin());
}

float Film::grain_at(Spot spot) const noexcept {
  const float fine =
      lattice_noise(spot.x, spot.y, seed_) + lattice_noise(spot.x, spot.y, seed_ + 1) - 1;
  const float clumps =
      smooth_noise(0.6F * static_cast<float>(spot.x), 0.6F * static_cast<float>(spot.y), seed_ + 2);
  return fine + 0.7F * (clumps - 0.5F);
}

Developed Film::develop(Vec3 light, Spot spot) const noexcept {
  const float dx = 2 * spot.u - 1;
  const float dy = 2 * spot.v - 1;
  const float exposure = kExposure * (1 - 0.5F * kVignette * (dx * dx + dy * dy));
  const Vec3 color = toned(exposure * light);
  // As an amplitude of encoded values, grain is about even over the tones.
  const float grain = kGrain * grain_at(spot) / std::sqrt(luminance(color) + 0.02F);
  const Vec3 grained = (1 + grain) * color;
  Developed out = {{encoded(grained.x), encoded(grained.y), encoded(grained.z)}, 0};
  out.gray = encoded(luminance({linear_[out.rgb[0]], linear_[out.rgb[1]], linear_[out.rgb[2]]}));
  return out;
}

}  // namespace autochrome::garden
