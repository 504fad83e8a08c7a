// L of rows of a normalised picture, whatever its depth and bands. Only for this folder.
#pragma once

#include <variant>

#include "color/row_kernels.h"
#include "image/vips_call.h"

namespace autochrome::image {

/// Immutable; any number of threads may use one.
class [[nodiscard]] RowLightness {
 public:
  /// For pixels laid out like the image's: 8 or 16 bit, 1 to 4 bands.
  explicit RowLightness(const VipsImage* image);

  /// L (0..100) of n pixels; `pixels` is the first sample of the first.
  void read(const void* pixels, int n, float* lightness) const;

 private:
  std::variant<color::LightnessReader<std::uint8_t>, color::LightnessReader<std::uint16_t>> reader_;
  int bands_;
};

}  // namespace autochrome::image
