// What a Picture is made of. Only for this folder.
#pragma once

#include <memory>
#include <string>

#include "image/callback_failure.h"
#include "image/icc_profile.h"
#include "image/picture.h"
#include "image/vips_call.h"

namespace autochrome::image {

struct Picture::Parts {
  std::shared_ptr<VipsImage> image;  ///< upright sRGB; 8 or 16 bit; 1 to 4 bands, alpha last
  int bits = 8;  ///< of the file: fewer than the image's where a profile applied
  Format format = Format::Png;
  std::string name;
  OutputProfile profile;
  std::shared_ptr<CallbackFailure> failure;  ///< what our own operations in the pipeline threw
};

/// 8 or 16: of the samples that the image's pixels are made of.
[[nodiscard]] inline int working_bits(const VipsImage* image) {
  return vips_image_get_format(image) == VIPS_FORMAT_USHORT ? 16 : 8;
}

/// 1 or 3.
[[nodiscard]] inline int color_bands(const VipsImage* image) {
  return vips_image_get_bands(image) < 3 ? 1 : 3;
}

[[nodiscard]] inline bool has_alpha(const VipsImage* image) {
  return vips_image_get_bands(image) > color_bands(image);
}

}  // namespace autochrome::image
