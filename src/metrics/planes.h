// A picture in the forms that metrics ask for: every metric of this folder compares two of these,
// made once a picture and shared by all of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "color/row_kernels.h"

namespace autochrome::metrics {

/// [height, width, 3] sRGB bytes of somebody else's.
struct PictureView {
  std::span<const std::uint8_t> rgb;
  int width = 0;
  int height = 0;
};

/// Planes are row-major without gaps, [height, width].
struct ColorPlanes {
  int width = 0;
  int height = 0;
  std::array<std::vector<float>, 3> rgb;  ///< encoded samples, 0 to 255
  std::vector<float> lightness;           ///< CIE L*, 0 to 100
  std::vector<float> a;                   ///< CIE a*, D65
  std::vector<float> b;                   ///< CIE b*

  [[nodiscard]] std::size_t pixels() const noexcept { return lightness.size(); }
};

/// Throws ShapeError when the number of bytes is not that of the size, or the size is empty.
[[nodiscard]] ColorPlanes to_planes(const PictureView& picture, const color::LabReader& reader);

/// Throws ShapeError with both sizes where they differ: metrics compare pixel with pixel.
void require_same_size(const ColorPlanes& result, const ColorPlanes& truth);

}  // namespace autochrome::metrics
