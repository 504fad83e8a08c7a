// Smooth random fields: the uneven colour of petals, the mottling of a hedge, the grain of film.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/random.h"

namespace autochrome::garden {

/// Uniform in [-spread, spread): how one petal differs from the next.
[[nodiscard]] inline float about(Random& random, float spread) noexcept {
  return spread * (2 * static_cast<float>(random.uniform()) - 1);
}

/// A number in [0, 1) for a point of the integer lattice (the finalizer of MurmurHash3).
[[nodiscard]] inline float lattice_noise(std::int32_t x,
                                         std::int32_t y,
                                         std::uint32_t seed) noexcept {
  std::uint32_t h = static_cast<std::uint32_t>(x) * 0x9e3779b1U ^
                    static_cast<std::uint32_t>(y) * 0x85ebca77U ^ seed * 0xc2b2ae3dU;
  h = (h ^ (h >> 16)) * 0x85ebca6bU;
  h = (h ^ (h >> 13)) * 0xc2b2ae35U;
  h ^= h >> 16;
  return static_cast<float>(h >> 8) * 0x1p-24F;
}

/// Value noise: the lattice's numbers, joined smoothly; in [0, 1).
[[nodiscard]] inline float smooth_noise(float x, float y, std::uint32_t seed) noexcept {
  const float floor_x = std::floor(x);
  const float floor_y = std::floor(y);
  const auto ix = static_cast<std::int32_t>(floor_x);
  const auto iy = static_cast<std::int32_t>(floor_y);
  const float fx = x - floor_x;
  const float fy = y - floor_y;
  const float tx = fx * fx * (3 - 2 * fx);
  const float ty = fy * fy * (3 - 2 * fy);
  const float above = lattice_noise(ix, iy, seed) * (1 - tx) + lattice_noise(ix + 1, iy, seed) * tx;
  const float below =
      lattice_noise(ix, iy + 1, seed) * (1 - tx) + lattice_noise(ix + 1, iy + 1, seed) * tx;
  return above * (1 - ty) + below * ty;
}

/// Three octaves of value noise; in [0, 1), most of it near 0.5.
[[nodiscard]] inline float cloud_noise(float x, float y, std::uint32_t seed) noexcept {
  return (4 * smooth_noise(x, y, seed) + 2 * smooth_noise(2 * x, 2 * y, seed + 1) +
          smooth_noise(4 * x, 4 * y, seed + 2)) /
         7;
}

}  // namespace autochrome::garden
