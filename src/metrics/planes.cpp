#include "metrics/planes.h"

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::metrics {

namespace {

std::vector<float> channel(std::span<const std::uint8_t> rgb, std::size_t c) {
  std::vector<float> plane(rgb.size() / 3);
  for (std::size_t i = 0; i < plane.size(); ++i) plane[i] = rgb[3 * i + c];
  return plane;
}

}  // namespace

ColorPlanes to_planes(const PictureView& picture, const color::LabReader& reader) {
  const auto [rgb, width, height] = picture;
  const bool sound = width > 0 && height > 0;
  const std::size_t pixels =
      sound ? static_cast<std::size_t>(width) * static_cast<std::size_t>(height) : 0;
  if (!sound || rgb.size() != 3 * pixels) {
    throw ShapeError(fmt::format("{} bytes do not make an RGB picture of {}×{} pixels", rgb.size(),
                                 width, height));
  }
  ColorPlanes planes{.width = width,
                     .height = height,
                     .rgb = {channel(rgb, 0), channel(rgb, 1), channel(rgb, 2)},
                     .lightness = std::vector<float>(pixels),
                     .a = std::vector<float>(pixels),
                     .b = std::vector<float>(pixels)};
  reader.from_rgb(rgb.data(), static_cast<std::ptrdiff_t>(pixels), planes.lightness.data(),
                  planes.a.data(), planes.b.data());
  return planes;
}

void require_same_size(const ColorPlanes& result, const ColorPlanes& truth) {
  if (result.width == truth.width && result.height == truth.height) return;
  throw ShapeError(fmt::format("pictures of {}×{} and {}×{} pixels cannot be compared",
                               result.width, result.height, truth.width, truth.height));
}

}  // namespace autochrome::metrics
