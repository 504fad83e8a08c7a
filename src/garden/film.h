// The film: exposure, the curve that spares highlights, the darker corners, the grain.
#pragma once

#include <array>
#include <cstdint>

#include "garden/vector.h"

namespace autochrome::garden {

/// A developed pixel: encoded sRGB, and the gray of the same luminance.
struct Developed {
  std::array<std::uint8_t, 3> rgb;
  std::uint8_t gray;
};

/// A pixel by number, and where that is from 0 to 1 across the picture.
struct Spot {
  int x;
  int y;
  float u;
  float v;
};

class Film {
 public:
  explicit Film(std::uint32_t seed);

  /// `light` is linear.
  [[nodiscard]] Developed develop(Vec3 light, Spot spot) const noexcept;

 private:
  /// The nearest 8-bit code of sRGB.
  [[nodiscard]] std::uint8_t encoded(float linear) const noexcept;
  /// About 0, mostly within ±1; neighbours are a little alike.
  [[nodiscard]] float grain_at(Spot spot) const noexcept;

  std::uint32_t seed_;
  std::array<float, 256> linear_{};      ///< of every code
  std::array<float, 255> thresholds_{};  ///< linear light halfway, as encoded, to the next code
};

}  // namespace autochrome::garden
