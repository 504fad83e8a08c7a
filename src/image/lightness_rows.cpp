#include "image/lightness_rows.h"

#include <algorithm>
#include <cstddef>

#include "image/load.h"
#include "image/picture_parts.h"
#include "image/row_lightness.h"

namespace autochrome::image {

namespace {

/// As many as decoders make at once, more or less; all of them are held.
constexpr int kRowsAtOnce = 16;

}  // namespace

void LightnessRows::read(int rows, float* lightness) {
  VipsImage* const image = picture_.parts().image.get();
  const RowLightness reader(image);
  // Of this thread, which need not be the last call's.
  const RegionOwner region(vips_region_new(image));
  for (const int end = next_ + rows; next_ < end;) {
    const VipsRect area{0, next_, width(), std::min(kRowsAtOnce, end - next_)};
    if (vips_region_prepare(region.get(), &area) != 0) {
      picture_.parts().failure->rethrow_if_any();
      throw unreadable(picture_.name(), VipsError(take_reason()));
    }
    for (int i = 0; i < area.height; ++i, ++next_, lightness += width()) {
      reader.read(VIPS_REGION_ADDR(region.get(), 0, next_), width(), lightness);
    }
  }
}

Plane lightness(const Picture& picture) {
  Plane plane{{}, picture.width(), picture.height()};
  plane.values.resize(static_cast<std::size_t>(plane.width) *
                      static_cast<std::size_t>(plane.height));
  LightnessRows(picture).read(plane.height, plane.values.data());
  return plane;
}

}  // namespace autochrome::image
