// L of a picture from top to bottom, a few rows at a time, so that a picture larger than memory can
// be looked at once more while it is written.
#pragma once

#include <utility>

#include "image/picture.h"
#include "image/plane.h"

namespace autochrome::image {

/// One reader for a picture: its decoder runs once. Any thread may read, one at a time.
class LightnessRows {
 public:
  explicit LightnessRows(Picture picture) : picture_(std::move(picture)) {}

  [[nodiscard]] int width() const noexcept { return picture_.width(); }

  [[nodiscard]] int height() const noexcept { return picture_.height(); }

  /// Writes L (0..100) of the next `rows` rows, [rows, width]. Throws InputError for damaged
  /// pixels.
  void read(int rows, float* lightness);

 private:
  Picture picture_;
  int next_ = 0;
};

/// L of all of the picture. Throws InputError for damaged pixels.
[[nodiscard]] Plane lightness(const Picture& picture);

}  // namespace autochrome::image
