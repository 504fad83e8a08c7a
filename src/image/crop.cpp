#include "image/crop.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "image/picture_parts.h"

namespace autochrome::image {

namespace {

/// The part of [from, from + length) in [0, side), as start and length.
std::pair<int, int> held(int from, int length, int side) {
  const auto end = std::int64_t{from} + length;
  const int first = std::clamp(from, 0, side);
  return {first, static_cast<int>(std::clamp<std::int64_t>(end, first, side)) - first};
}

}  // namespace

Picture cropped(const Picture& picture, const Area& area) {
  const auto [left, width] = held(area.left, area.width, picture.width());
  const auto [top, height] = held(area.top, area.height, picture.height());
  if (width < 1 || height < 1) {
    throw InputError(fmt::format("the area {}x{} at {},{} lies outside of '{}', which is {}x{}",
                                 area.width, area.height, area.left, area.top, picture.name(),
                                 picture.width(), picture.height()));
  }
  Picture::Parts parts = picture.parts();
  parts.image = make_image([&, l = left, t = top, w = width, h = height](VipsImage** out) {
    return vips_extract_area(picture.parts().image.get(), out, l, t, w, h, nullptr);
  });
  return Picture(std::make_shared<Picture::Parts>(std::move(parts)));
}

}  // namespace autochrome::image
