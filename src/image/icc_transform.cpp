#include "image/icc_transform.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace autochrome::image {

namespace {

/// Steps along each axis of the colours sent through a profile.
constexpr int kProbeSteps = 7;
constexpr int kEightBitStep = 257;

/// Every colour of a regular grid, 16 bit.
std::vector<std::uint16_t> probe_colors(int bands) {
  const int count = bands == 1 ? kProbeSteps : kProbeSteps * kProbeSteps * kProbeSteps;
  std::vector<std::uint16_t> colors;
  for (int i = 0; i < count; ++i) {
    for (int band = 0, rest = i; band < bands; ++band, rest /= kProbeSteps) {
      colors.push_back(static_cast<std::uint16_t>(rest % kProbeSteps * 65535 / (kProbeSteps - 1)));
    }
  }
  return colors;
}

ImageOwner row_of(const std::vector<std::uint16_t>& colors, int bands) {
  const int count = static_cast<int>(colors.size()) / bands;
  const ImageOwner plain(vips_image_new_from_memory(colors.data(), 2 * colors.size(), count, 1,
                                                    bands, VIPS_FORMAT_USHORT));
  if (!plain) throw VipsError(take_reason());
  return make_image([&](VipsImage** out) {
    return vips_copy(plain.get(), out, "interpretation",
                     bands == 1 ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16, nullptr);
  });
}

/// Computed at once: a damaged profile may show only then.
ImageOwner computed(const ImageOwner& lazy) {
  ImageOwner image(vips_image_copy_memory(lazy.get()));
  if (!image) throw VipsError(take_reason());
  return image;
}

}  // namespace

ProfileEffect profile_effect(std::string_view profile, ProfileSpace space) {
  const int bands = space == ProfileSpace::Gray ? 1 : 3;
  const std::vector<std::uint16_t> before = probe_colors(bands);
  const ImageOwner row = row_of(before, bands);
  ImageOwner after;
  try {
    after = computed(to_srgb(row.get(), profile));
  } catch (const VipsError&) {
    return ProfileEffect::Unusable;
  }
  const auto* rgb = static_cast<const std::uint16_t*>(vips_image_get_data(after.get()));
  const std::size_t repeats = bands == 1 ? 3 : 1;
  for (std::size_t i = 0; i < before.size() * repeats; ++i) {
    if (std::abs(rgb[i] - before[i / repeats]) > kEightBitStep) return ProfileEffect::Converts;
  }
  return ProfileEffect::Identity;
}

ImageOwner to_srgb(VipsImage* image, std::string_view profile) {
  // Asked first: libvips puts sRGB in the place of a profile it cannot use.
  if (!profile.empty() &&
      vips_icc_is_compatible_profile(image, profile.data(), profile.size()) == FALSE) {
    throw VipsError("its ICC profile cannot be used");
  }
  const ImageOwner tagged = copy_header(image);
  vips_image_remove(tagged.get(), VIPS_META_ICC_NAME);
  if (!profile.empty()) set_blob(tagged.get(), VIPS_META_ICC_NAME, profile);
  return make_image([&](VipsImage** out) {
    return vips_icc_transform(tagged.get(), out, "srgb", "embedded", !profile.empty(),
                              "input_profile", profile.empty() ? "cmyk" : nullptr, "intent",
                              VIPS_INTENT_RELATIVE, "black_point_compensation", TRUE, "depth", 16,
                              nullptr);
  });
}

ImageOwner from_srgb(VipsImage* image, std::string_view profile, int bits) {
  // Two steps, because libvips takes the profile to convert into from the image or a file's name,
  // and the image is where it is at hand.
  const ImageOwner connection = make_image([&](VipsImage** out) {
    return vips_icc_import(image, out, "input_profile", "srgb", "intent", VIPS_INTENT_RELATIVE,
                           "black_point_compensation", TRUE, nullptr);
  });
  const ImageOwner tagged = copy_header(connection.get());
  set_blob(tagged.get(), VIPS_META_ICC_NAME, profile);
  return make_image([&](VipsImage** out) {
    return vips_icc_export(tagged.get(), out, "intent", VIPS_INTENT_RELATIVE,
                           "black_point_compensation", TRUE, "depth", bits, nullptr);
  });
}

std::string srgb_profile() {
  VipsBlob* loaded = nullptr;
  check_call(vips_profile_load("srgb", &loaded, nullptr));
  std::size_t size = 0;
  const void* data = vips_blob_get(loaded, &size);
  std::string profile(static_cast<const char*>(data), size);
  vips_area_unref(VIPS_AREA(loaded));
  return profile;
}

}  // namespace autochrome::image
