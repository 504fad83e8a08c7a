#include "image/normalize.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "image/bands.h"
#include "image/icc_transform.h"

namespace autochrome::image {

namespace {

using Colors = BandLayout::Colors;

constexpr double kFull8 = 255;
constexpr double kFull16 = 65535;

bool is_byte(const VipsImage* image) { return vips_image_get_format(image) == VIPS_FORMAT_UCHAR; }

bool is_byte_or_short(const VipsImage* image) {
  return is_byte(image) || vips_image_get_format(image) == VIPS_FORMAT_USHORT;
}

Colors colors_of(VipsInterpretation interpretation, int bands) {
  switch (interpretation) {
    case VIPS_INTERPRETATION_B_W:
    case VIPS_INTERPRETATION_GREY16:
      return Colors::Gray;
    case VIPS_INTERPRETATION_RGB:
    case VIPS_INTERPRETATION_sRGB:
    case VIPS_INTERPRETATION_RGB16:
      return Colors::Rgb;
    case VIPS_INTERPRETATION_CMYK:
      return Colors::Cmyk;
    case VIPS_INTERPRETATION_LAB:
    case VIPS_INTERPRETATION_LABQ:
    case VIPS_INTERPRETATION_LABS:
    case VIPS_INTERPRETATION_LCH:
    case VIPS_INTERPRETATION_CMC:
    case VIPS_INTERPRETATION_XYZ:
    case VIPS_INTERPRETATION_YXY:
    case VIPS_INTERPRETATION_HSV:
    case VIPS_INTERPRETATION_scRGB:
      return Colors::Other;
    default:
      return bands < 3 ? Colors::Gray : Colors::Rgb;
  }
}

/// What display values are full of, by the largest of them, for which the whole image is read.
double full_scale(VipsImage* image) {
  double largest = 0;
  check_call(vips_max(image, &largest, nullptr));
  if (!std::isfinite(largest)) throw VipsError("it has samples that are not finite");
  return largest <= 1 ? 1 : largest <= kFull8 ? kFull8 : std::max(largest, kFull16);
}

/// 16 bit, whatever the samples were.
ImageOwner ranged_to_short(VipsImage* image) {
  return scaled_to_short(image, kFull16 / full_scale(image));
}

bool is_linear(const VipsImage* image) {
  return vips_image_guess_interpretation(image) == VIPS_INTERPRETATION_scRGB;
}

/// Linear light reaches beyond white in places, but its mean does not: that is display values, as
/// programs write that keep 0 to 255 in floats. A mean that would be black on their scale is light
/// with the sun in it.
bool is_display_in_floats(VipsImage* image) {
  constexpr double kDarkest = 0.01;
  if (!is_linear(image)) return false;
  double mean = 0;
  check_call(vips_avg(image, &mean, nullptr));
  return std::isfinite(mean) && mean > 1 && mean > kDarkest * full_scale(image);
}

VipsInterpretation interpretation_of(Colors colors, bool byte) {
  switch (colors) {
    case Colors::Gray:
      return byte ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_GREY16;
    case Colors::Cmyk:
      return VIPS_INTERPRETATION_CMYK;
    case Colors::Rgb:
    case Colors::Other:
      break;
  }
  return byte ? VIPS_INTERPRETATION_sRGB : VIPS_INTERPRETATION_RGB16;
}

/// Gray, RGB or CMYK as 8 or 16 bit unsigned samples that libvips knows the meaning of.
ImageOwner plain_samples(VipsImage* image, Colors colors) {
  const ImageOwner ranged = is_byte_or_short(image) ? copy_header(image) : ranged_to_short(image);
  return with_interpretation(ranged.get(), interpretation_of(colors, is_byte(ranged.get())));
}

/// Gray of a profile stays one band: its sRGB is neutral.
ImageOwner gray_to_srgb(VipsImage* gray, std::string_view profile) {
  const ImageOwner rgb = to_srgb(gray, profile);
  const ImageOwner green = extract_bands(rgb.get(), 1, 1);
  return with_interpretation(green.get(), VIPS_INTERPRETATION_GREY16);
}

/// Scans are often gray samples with an RGB profile, meant as R = G = B.
ImageOwner gray_by_rgb_profile(VipsImage* gray, std::string_view profile) {
  VipsImage* bands[] = {gray, gray, gray};
  const ImageOwner rgb =
      make_image([&](VipsImage** out) { return vips_bandjoin(bands, out, 3, nullptr); });
  const ImageOwner tagged =
      with_interpretation(rgb.get(), interpretation_of(Colors::Rgb, is_byte(gray)));
  return gray_to_srgb(tagged.get(), profile);
}

struct Converted {
  ImageOwner image;
  OutputProfile profile;
};

/// Gray or RGB samples with the profile that came with them.
Converted apply_profile(ImageOwner image, std::string_view profile) {
  const bool gray = vips_image_get_bands(image.get()) == 1;
  const ProfileSpace space = profile_space(profile).value_or(ProfileSpace::Other);
  const bool fits = space == ProfileSpace::Rgb || (gray && space == ProfileSpace::Gray);
  const ProfileEffect effect = fits ? profile_effect(profile, space) : ProfileEffect::Unusable;
  if (effect == ProfileEffect::Unusable) return {std::move(image), {}};
  const bool convert = effect == ProfileEffect::Converts;
  // Only an RGB profile can describe the coloured result.
  OutputProfile output = space == ProfileSpace::Rgb ? OutputProfile{std::string(profile), convert}
                                                    : OutputProfile{srgb_profile(), false};
  if (!convert) return {std::move(image), std::move(output)};
  if (!gray) return {to_srgb(image.get(), profile), std::move(output)};
  return {space == ProfileSpace::Gray ? gray_to_srgb(image.get(), profile)
                                      : gray_by_rgb_profile(image.get(), profile),
          std::move(output)};
}

/// A CMYK profile that cannot be used gives way to the typical one.
ImageOwner cmyk_to_srgb(VipsImage* image, std::string_view profile) {
  if (profile_space(profile) == ProfileSpace::Cmyk) {
    try {
      return to_srgb(image, profile);
    } catch (const VipsError&) {
      return to_srgb(image, {});
    }
  }
  return to_srgb(image, {});
}

Converted convert(VipsImage* image, Colors colors, std::string_view profile) {
  if (is_display_in_floats(image)) colors = Colors::Rgb;
  if (colors == Colors::Other) {
    return {make_image([&](VipsImage** out) {
              return vips_colourspace(image, out, VIPS_INTERPRETATION_RGB16, nullptr);
            }),
            {srgb_profile(), false}};
  }
  ImageOwner plain = plain_samples(image, colors);
  if (colors == Colors::Cmyk) {
    return {cmyk_to_srgb(plain.get(), profile), {srgb_profile(), false}};
  }
  return apply_profile(std::move(plain), profile);
}

/// Alpha at the depth that the colours ended up with.
ImageOwner matching_alpha(VipsImage* alpha, const VipsImage* color) {
  if (vips_image_get_format(alpha) == vips_image_get_format(color)) return copy_header(alpha);
  return is_byte(alpha) ? to_depth(alpha, 16) : ranged_to_short(alpha);
}

}  // namespace

BandLayout band_layout(const VipsImage* image) {
  const int bands = vips_image_get_bands(image);
  const bool packed = vips_image_get_coding(image) != VIPS_CODING_NONE;
  const Colors colors =
      packed ? Colors::Other : colors_of(vips_image_guess_interpretation(image), bands);
  const int wanted = colors == Colors::Gray ? 1 : colors == Colors::Cmyk ? 4 : 3;
  return {colors, wanted, !packed && bands > wanted};
}

bool needs_range(const VipsImage* image) {
  const BandLayout layout = band_layout(image);
  return !is_byte_or_short(image) &&
         (layout.colors != Colors::Other || layout.alpha || is_linear(image));
}

Normalized normalize(VipsImage* image) {
  const int bits = is_byte(image) ? 8 : 16;
  const std::string profile(blob(image, VIPS_META_ICC_NAME));
  const ImageOwner plain =
      make_image([&](VipsImage** out) { return vips_image_decode(image, out); });
  const BandLayout layout = band_layout(plain.get());
  const ImageOwner colors = extract_bands(plain.get(), 0, layout.color_bands);
  Converted converted = convert(colors.get(), layout.colors, profile);
  if (layout.alpha) {
    const ImageOwner alpha = extract_bands(plain.get(), layout.color_bands, 1);
    const ImageOwner matching = matching_alpha(alpha.get(), converted.image.get());
    converted.image = join_bands(converted.image.get(), matching.get());
  }
  return {std::move(converted.image), bits, std::move(converted.profile)};
}

}  // namespace autochrome::image
