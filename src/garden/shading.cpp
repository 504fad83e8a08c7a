#include "garden/shading.h"

#include <algorithm>

#include "garden/noise.h"

namespace autochrome::garden {

namespace {

// Share of the light between folded surfaces that does not get lost.
constexpr float kBounce = 0.95F;

/// Veins run along the petal, coarse ones and fine ones.
float petal_texture(float u, float v, std::uint32_t seed) noexcept {
  const float coarse = smooth_noise(9 * v, 1.2F * u, seed) - 0.5F;
  const float fine = smooth_noise(30 * v, 3 * u, seed + 1) - 0.5F;
  const float patches = cloud_noise(2 * v, 3 * u, seed + 2) - 0.5F;
  return 1.1F * coarse + 0.9F * fine + 0.8F * patches;
}

/// A bright midrib, side veins that leave it at a slant, and mottling.
float leaf_texture(float u, float v, std::uint32_t seed) noexcept {
  const float across = std::abs(v);
  const float along = 9 * u - 3 * across;
  const float from_vein = 0.5F - std::abs(along - std::floor(along) - 0.5F);
  const float side_vein = (1 - smooth_step(0.0F, 0.10F, from_vein)) * (1 - across);
  const float midrib = 1 - smooth_step(0.02F, 0.07F, across);
  const float mottling = cloud_noise(7 * v, 11 * u, seed) - 0.5F;
  return 1.2F * midrib + 0.6F * side_vein + mottling;
}

/// How much the material is lighter or darker than its colour at a point.
float texture_at(const Vertex& point, const Material& material) noexcept {
  switch (material.texture) {
    case Texture::Plain:
      return 1;
    case Texture::Petal:
      return 1 + material.veins * petal_texture(point.u, point.v, point.sheet);
    case Texture::Leaf:
      return 1 + material.veins * leaf_texture(point.u, point.v, point.sheet);
  }
  return 1;
}

/// Reflectance where light that was reflected may meet the surface again: the depth of a fold is
/// lit by the fold, in its own colour.
Vec3 with_bounces(Vec3 albedo, float openness) noexcept {
  const auto raised = [openness](float a) { return a / (1 - kBounce * a * (1 - openness)); };
  return {raised(albedo.x), raised(albedo.y), raised(albedo.z)};
}

/// Highlight of a smooth surface (Blinn 1977, "Models of light reflection"), with exponent 16.
float highlight(Vec3 normal, Vec3 sun_direction) noexcept {
  const Vec3 half = normalized(sun_direction + Vec3{0, 0, 1});
  const float cosine_half = std::max(dot(normal, half), 0.0F);
  const float power2 = cosine_half * cosine_half;
  const float power4 = power2 * power2;
  const float power8 = power4 * power4;
  return power8 * power8;
}

}  // namespace

Vec3 shaded(const Vertex& point, const Material& material, Vec3 sun_direction, Vec3 sun) noexcept {
  const float turned = smooth_step(material.turning - 0.35F, material.turning + 0.35F, point.u);
  const Vec3 albedo =
      std::max(texture_at(point, material), 0.0F) * mix(material.base, material.tip, turned);
  const Vec3 normal = normalized(point.normal);
  const bool is_front = normal.z >= 0;
  const Vec3 here = is_front ? point.light_front : point.light_back;
  const Vec3 behind = is_front ? point.light_back : point.light_front;
  const Vec3 light = mix(here, behind, material.translucency);
  const float shine = 0.5F * material.gloss * point.sun *
                      highlight(is_front ? normal : -1.0F * normal, sun_direction);
  return with_bounces(albedo, point.openness) * light + shine * sun;
}

}  // namespace autochrome::garden
