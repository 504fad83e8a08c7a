// The camera: it stands before the garden and looks along -z.
#pragma once

#include <algorithm>

#include "garden/vector.h"

namespace autochrome::garden {

/// A picture's frame. Its short side reaches from -1 to 1 in the plane z = 0, which is in focus; a
/// long side of more than three times that shows less, so that there is always a bloom in it.
struct Camera {
  int width = 0;  ///< of the picture, in pixels
  int height = 0;
  float distance = 7;  ///< from the plane in focus

  [[nodiscard]] float short_side() const noexcept {
    return static_cast<float>(std::min(width, height));
  }

  [[nodiscard]] float pixels_per_unit() const noexcept {
    constexpr float kLongestView = 3;
    const auto long_side = static_cast<float>(std::max(width, height));
    return 0.5F * std::max(short_side(), long_side / kLongestView);
  }

  /// Half of what is seen of the plane z = 0.
  [[nodiscard]] float half_width() const noexcept {
    return 0.5F * static_cast<float>(width) / pixels_per_unit();
  }

  [[nodiscard]] float half_height() const noexcept {
    return 0.5F * static_cast<float>(height) / pixels_per_unit();
  }

  /// x and y in pixels from the upper left corner; z is larger for what is nearer.
  [[nodiscard]] Vec3 project(Vec3 point) const noexcept {
    const float nearness = distance / std::max(distance - point.z, 0.05F);
    const float scale = pixels_per_unit() * nearness;
    return {0.5F * static_cast<float>(width) + scale * point.x,
            0.5F * static_cast<float>(height) - scale * point.y, nearness};
  }
};

}  // namespace autochrome::garden
