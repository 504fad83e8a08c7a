#include "image/bands.h"

#include <memory>

#include "image/picture_parts.h"

namespace autochrome::image {

namespace {

constexpr double kFull8 = 255;
constexpr double kFull16 = 65535;
constexpr double kByteStep = kFull16 / kFull8;

VipsInterpretation interpretation_at(const VipsImage* image, int bits) {
  if (color_bands(image) == 1)
    return bits == 8 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_GREY16;
  return bits == 8 ? VIPS_INTERPRETATION_sRGB : VIPS_INTERPRETATION_RGB16;
}

ImageOwner rounded_to_byte(VipsImage* image) {
  // The cast inside truncates.
  return make_image([&](VipsImage** out) {
    return vips_linear1(image, out, 1 / kByteStep, 0.5, "uchar", TRUE, nullptr);
  });
}

}  // namespace

ImageOwner extract_bands(VipsImage* image, int first, int count) {
  return make_image(
      [&](VipsImage** out) { return vips_extract_band(image, out, first, "n", count, nullptr); });
}

ImageOwner join_bands(VipsImage* left, VipsImage* right) {
  return make_image([&](VipsImage** out) { return vips_bandjoin2(left, right, out, nullptr); });
}

ImageOwner with_interpretation(VipsImage* image, VipsInterpretation interpretation) {
  return make_image([&](VipsImage** out) {
    return vips_copy(image, out, "interpretation", interpretation, nullptr);
  });
}

ImageOwner scaled_to_short(VipsImage* image, double factor) {
  const ImageOwner scaled =
      make_image([&](VipsImage** out) { return vips_linear1(image, out, factor, 0.5, nullptr); });
  return make_image([&](VipsImage** out) { return vips_cast_ushort(scaled.get(), out, nullptr); });
}

ImageOwner to_depth(VipsImage* image, int bits) {
  if (working_bits(image) == bits) return copy_header(image);
  const ImageOwner scaled = bits == 8 ? rounded_to_byte(image) : scaled_to_short(image, kByteStep);
  return with_interpretation(scaled.get(), interpretation_at(image, bits));
}

ImageOwner flatten_on_white(VipsImage* image) {
  const double full = working_bits(image) == 8 ? kFull8 : kFull16;
  const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> white(
      vips_array_double_newv(1, full),
      [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
  return make_image([&](VipsImage** out) {
    return vips_flatten(image, out, "background", white.get(), "max_alpha", full, nullptr);
  });
}

}  // namespace autochrome::image
