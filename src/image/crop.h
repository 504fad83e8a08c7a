// A rectangle of a picture.
#pragma once

#include "image/picture.h"

namespace autochrome::image {

/// In pixels of the upright picture.
struct Area {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// What of `area` lies in the picture, as a picture, lazily: rows above it are decoded as it is
/// read and dropped. Throws InputError where nothing does.
[[nodiscard]] Picture cropped(const Picture& picture, const Area& area);

}  // namespace autochrome::image
