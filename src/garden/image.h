// Pictures in the making: linear light with coverage, composited and blurred as a lens would.
#pragma once

#include <cstddef>
#include <vector>

#include "garden/vector.h"

namespace autochrome::garden {

/// Linear light, already multiplied by the coverage that stands beside it.
struct Pixel {
  Vec3 light{};
  float coverage = 0;
};

[[nodiscard]] constexpr Pixel operator+(Pixel a, Pixel b) noexcept {
  return {a.light + b.light, a.coverage + b.coverage};
}

[[nodiscard]] constexpr Pixel operator*(float scale, Pixel a) noexcept {
  return {scale * a.light, scale * a.coverage};
}

/// What is seen where `above` lies on `below` (Porter and Duff 1984, "Compositing digital images").
[[nodiscard]] constexpr Pixel over(Pixel above, Pixel below) noexcept {
  return above + (1 - above.coverage) * below;
}

struct Image {
  int width = 0;
  int height = 0;
  std::vector<Pixel> pixels;  ///< row-major

  Image(int width_px, int height_px)
      : width(width_px),
        height(height_px),
        pixels(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px)) {}

  [[nodiscard]] Pixel* row(int y) noexcept {
    return &pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width)];
  }

  [[nodiscard]] const Pixel* row(int y) const noexcept {
    return &pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width)];
  }

  /// Bilinear at (x, y), both from 0 to 1 across the whole picture; its edges go on for ever.
  [[nodiscard]] Pixel at(float x, float y) const noexcept;
};

/// The picture out of focus: every point becomes an even disc of this radius, highlights included.
[[nodiscard]] Image blurred(const Image& image, float radius_px);

}  // namespace autochrome::garden
