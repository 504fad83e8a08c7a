#include "image/inspect.h"

#include <fmt/format.h>

#include "image/icc_profile.h"
#include "image/load.h"
#include "image/metadata.h"
#include "image/normalize.h"

namespace autochrome::image {

namespace {

constexpr int kBitsPerByte = 8;

/// As stored: a 1-bit or 10-bit file says so beside the samples it is unpacked to.
int stored_bits(const VipsImage* image) {
  for (const char* field : {"bits-per-sample", "heif-bitdepth"}) {
    int bits = 0;
    if (vips_image_get_typeof(image, field) == G_TYPE_INT &&
        vips_image_get_int(image, field, &bits) == 0) {
      return bits;
    }
  }
  return kBitsPerByte * static_cast<int>(vips_format_sizeof(vips_image_get_format(image)));
}

std::string color_space_name(const VipsImage* image) {
  switch (band_layout(image).colors) {
    case BandLayout::Colors::Gray:
      return "gray";
    case BandLayout::Colors::Rgb:
      return "RGB";
    case BandLayout::Colors::Cmyk:
      return "CMYK";
    case BandLayout::Colors::Other:
      break;
  }
  return vips_enum_nick(VIPS_TYPE_INTERPRETATION, vips_image_get_interpretation(image));
}

bool has(const VipsImage* image, const char* field) { return !blob(image, field).empty(); }

PictureInfo info_of(VipsImage* image) {
  PictureInfo info;
  info.format = loaded_format(image);
  info.stored_width = vips_image_get_width(image);
  info.stored_height = vips_image_get_height(image);
  const bool swapped = vips_image_get_orientation_swap(image) != FALSE;
  info.width = swapped ? info.stored_height : info.stored_width;
  info.height = swapped ? info.stored_width : info.stored_height;
  info.bits = stored_bits(image);
  info.floating = vips_band_format_isfloat(vips_image_get_format(image)) != FALSE;
  info.bands = vips_image_get_bands(image);
  info.color_space = color_space_name(image);
  info.alpha = band_layout(image).alpha;
  info.orientation = vips_image_get_orientation(image);
  info.profile = profile_description(blob(image, VIPS_META_ICC_NAME));
  info.exif = has(image, VIPS_META_EXIF_NAME);
  info.xmp = !xmp_packet(image).empty();
  info.iptc = has(image, VIPS_META_IPTC_NAME);
  info.pages = vips_image_get_n_pages(image);
  info.provenance = provenance_in_xmp(xmp_packet(image));
  return info;
}

}  // namespace

PictureInfo inspect(const Source& source, const OpenOptions& options) {
  const ImageOwner image = load(source, options);
  try {
    return info_of(image.get());
  } catch (const VipsError& error) {
    throw unreadable(source.name(), error);
  }
}

std::string first_page_warning(int pages) {
  return fmt::format("of {} pages or frames only the first is coloured", pages);
}

}  // namespace autochrome::image
