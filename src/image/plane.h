// One float a pixel: the lightness that the network and the guided upsampling see.
#pragma once

#include <cstddef>
#include <vector>

namespace autochrome::image {

/// Row-major without gaps.
struct Plane {
  std::vector<float> values;
  int width = 0;
  int height = 0;

  [[nodiscard]] const float* row(int y) const noexcept {
    return values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }

  [[nodiscard]] float* row(int y) noexcept {
    return values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

struct PlaneSize {
  int width = 0;
  int height = 0;
};

/// The size with the same aspect whose longer side is `long_side`, or the size itself where it is
/// smaller; both sides at least 1.
[[nodiscard]] PlaneSize fit_long_side(PlaneSize size, int long_side) noexcept;

/// The plane reduced to exactly `size`: every value the mean of the area it covers. A side that
/// grows is interpolated instead. Throws ShapeError for a size below 1x1.
[[nodiscard]] Plane reduce(const Plane& plane, PlaneSize size);

}  // namespace autochrome::image
