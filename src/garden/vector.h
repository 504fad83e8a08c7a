// Points, directions and linear colours of the garden, and the rigid frames that place a plant.
#pragma once

#include <cmath>

#include "garden/angle.h"

namespace autochrome::garden {

struct Vec3 {
  float x = 0;
  float y = 0;
  float z = 0;

  constexpr Vec3& operator+=(Vec3 other) noexcept {
    x += other.x;
    y += other.y;
    z += other.z;
    return *this;
  }
};

[[nodiscard]] constexpr Vec3 operator+(Vec3 a, Vec3 b) noexcept {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}

[[nodiscard]] constexpr Vec3 operator-(Vec3 a, Vec3 b) noexcept {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}

[[nodiscard]] constexpr Vec3 operator*(float scale, Vec3 a) noexcept {
  return {scale * a.x, scale * a.y, scale * a.z};
}

/// Component by component, as a surface colours light.
[[nodiscard]] constexpr Vec3 operator*(Vec3 a, Vec3 b) noexcept {
  return {a.x * b.x, a.y * b.y, a.z * b.z};
}

[[nodiscard]] constexpr float dot(Vec3 a, Vec3 b) noexcept {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

[[nodiscard]] constexpr Vec3 cross(Vec3 a, Vec3 b) noexcept {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

[[nodiscard]] inline float length(Vec3 a) noexcept { return std::sqrt(dot(a, a)); }

/// Of length 1; a vector without a direction points at the viewer.
[[nodiscard]] inline Vec3 normalized(Vec3 a) noexcept {
  const float size = length(a);
  return size > 1e-12F ? (1 / size) * a : Vec3{0, 0, 1};
}

[[nodiscard]] constexpr float mix(float a, float b, float t) noexcept { return a + (b - a) * t; }

[[nodiscard]] constexpr Vec3 mix(Vec3 a, Vec3 b, float t) noexcept { return a + t * (b - a); }

/// 0 below `from`, 1 above `to`, and smooth in between.
[[nodiscard]] constexpr float smooth_step(float from, float to, float at) noexcept {
  const float t = (at - from) / (to - from);
  if (t <= 0) return 0;
  if (t >= 1) return 1;
  return t * t * (3 - 2 * t);
}

/// Where a plant stands: its axes in the world, and its size.
struct Frame {
  Vec3 x = {1, 0, 0};
  Vec3 y = {0, 1, 0};
  Vec3 z = {0, 0, 1};
  Vec3 origin{};
  float scale = 1;

  [[nodiscard]] Vec3 at(Vec3 local) const noexcept {
    return origin + scale * (local.x * x + local.y * y + local.z * z);
  }

  /// Whose z looks along `axis`, and that is turned about it by `spin`.
  [[nodiscard]] static Frame facing(Vec3 axis, float spin, Vec3 origin, float scale) noexcept {
    const Vec3 z = normalized(axis);
    const Vec3 aside = std::abs(z.y) < 0.9F ? Vec3{0, 1, 0} : Vec3{1, 0, 0};
    const Vec3 x0 = normalized(cross(aside, z));
    const Vec3 y0 = cross(z, x0);
    const float c = cosine(spin);
    const float s = sine(spin);
    return {c * x0 + s * y0, c * y0 - s * x0, z, origin, scale};
  }
};

}  // namespace autochrome::garden
