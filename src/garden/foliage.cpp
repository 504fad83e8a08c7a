#include "garden/foliage.h"

#include <algorithm>

#include "garden/noise.h"

namespace autochrome::garden {

namespace {

Material green(Vec3 color, float veins, float gloss) {
  return {.base = 0.9F * color,
          .tip = color,
          .texture = Texture::Leaf,
          .veins = veins,
          .translucency = 0.3F,
          .gloss = gloss};
}

}  // namespace

void grow_leaf(
    Mesh& mesh, const Frame& frame, const LeafShape& shape, Detail detail, Random& random) {
  const auto seed = static_cast<std::uint32_t>(random.next());
  const float sway = 0.3F * (static_cast<float>(random.uniform()) - 0.5F);
  mesh.add_sheet(
      green(shape.color, 0.35F, 0.35F), detail.cells(36), detail.cells(20), [&](float u, float v) {
        const float belly = smooth_step(0.0F, 0.42F, u) * std::sqrt(std::max(0.0F, 1 - u * u * u));
        const float half = shape.width * belly * (1 - 0.25F * u);
        // Blades bulge between their side veins.
        const float bulge =
            0.018F * std::abs(sine(kPi * (9 * u - 3 * std::abs(v)))) * (1 - std::abs(v));
        const float ripple = 0.10F * (cloud_noise(4 * u, 2 * v, seed) - 0.5F) * std::abs(v);
        const float up = shape.fold * std::abs(v) * half + bulge + ripple;
        const float slope = -shape.droop * u;
        const float middle = 0.5F * slope;
        return frame.at({v * half + sway * u * u, u * cosine(middle) - up * sine(slope),
                         u * sine(middle) + up * cosine(slope)});
      });
}

void grow_blade(Mesh& mesh, Vec3 foot, Vec3 up, Vec3 lean, float width, Vec3 color, Detail detail) {
  const Vec3 along = normalized(up + lean);
  const Vec3 aside = normalized(cross(along, {0.15F, 0.1F, 1}));
  mesh.add_sheet(
      green(color, 0.18F, 0.25F), detail.cells(40), detail.cells(8), [&](float u, float v) {
        const float half = width * (0.55F + 0.45F * smooth_step(0.0F, 0.3F, u)) * (1 - u * u * u);
        const Vec3 middle = foot + u * up + (u * u) * lean;
        return middle + (v * half) * aside + (0.5F * std::abs(v) * half) * cross(aside, along);
      });
}

void grow_stem(Mesh& mesh, Vec3 foot, Vec3 up, Vec3 top, float radius, Vec3 color, Detail detail) {
  const Vec3 aside = normalized(cross(up, {0, 0, 1}));
  const Vec3 front = normalized(cross(aside, up));
  mesh.add_sheet({.base = color, .tip = color, .texture = Texture::Plain, .gloss = 0.2F},
                 detail.cells(24), detail.cells(12), [&](float u, float v) {
                   // A quadratic curve with its middle control point along `up`.
                   const Vec3 knee = foot + 0.6F * up;
                   const Vec3 at = (1 - u) * (1 - u) * foot + 2 * u * (1 - u) * knee + u * u * top;
                   return at + radius * (cosine(kPi * v) * front + sine(kPi * v) * aside);
                 });
}

}  // namespace autochrome::garden
