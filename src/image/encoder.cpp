#include "image/encoder.h"

#include "image/loaders.h"
#include "image/picture_parts.h"

namespace autochrome::image {

namespace {

constexpr int kFullColorQuality = 95;  // of JPEG

/// From here on a TIFF's 32-bit offsets might not do; half of what they reach, since deflate can
/// make noise larger.
constexpr double kBigTiffBytes = 2e9;
/// With the Sub filter within 15 % of the least size that any filter and level up to 6 gave on four
/// photographs; level 6 takes two to three times as long.
constexpr int kPngCompression = 3;
constexpr int kTiffTile = 256;

int save_tiff(VipsImage* image, VipsTarget* target) {
  const bool big = static_cast<double>(VIPS_IMAGE_SIZEOF_IMAGE(image)) > kBigTiffBytes;
  return vips_tiffsave_target(image, target, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE,
                              "predictor", VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL, "tile", big,
                              "tile_width", kTiffTile, "tile_height", kTiffTile, "bigtiff", big,
                              nullptr);
}

int save_heif(VipsImage* image, VipsTarget* target, Format format, int quality) {
  const int bits = working_bits(image) == 8 ? 8 : traits(format).most_bits;
  return vips_heifsave_target(image, target, "Q", quality, "bitdepth", bits, "compression",
                              format == Format::Avif ? VIPS_FOREIGN_HEIF_COMPRESSION_AV1
                                                     : VIPS_FOREIGN_HEIF_COMPRESSION_HEVC,
                              nullptr);
}

/// Colour comes from a map far coarser than the picture, so that halving it loses nothing to the
/// eye and spares a third of the encoder's work; who asks for the best quality gets all of it.
int save_jpeg(VipsImage* image, VipsTarget* target, int quality) {
  const bool halve = quality < kFullColorQuality;
  return vips_jpegsave_target(image, target, "Q", quality, "subsample_mode",
                              halve ? VIPS_FOREIGN_SUBSAMPLE_ON : VIPS_FOREIGN_SUBSAMPLE_OFF,
                              nullptr);
}

int save_as(VipsImage* image, VipsTarget* target, Format format, int quality) {
  switch (format) {
    case Format::Jpeg:
      return save_jpeg(image, target, quality);
    case Format::Png:
      return vips_pngsave_target(image, target, "compression", kPngCompression, "filter",
                                 VIPS_FOREIGN_PNG_FILTER_SUB, nullptr);
    case Format::Tiff:
      return save_tiff(image, target);
    case Format::Webp:
      return vips_webpsave_target(image, target, "Q", quality, "smart_subsample", TRUE, nullptr);
    case Format::Heic:
    case Format::Avif:
      load_late_formats();
      return save_heif(image, target, format, quality);
    case Format::Jxl:
      load_late_formats();
      return vips_jxlsave_target(image, target, "Q", quality, nullptr);
    case Format::Gif:
      return vips_gifsave_target(image, target, nullptr);
    case Format::Ppm:
      return vips_ppmsave_target(image, target, nullptr);
  }
  return -1;
}

}  // namespace

void encode_to(VipsImage* image, VipsTarget* target, Format format, int quality) {
  check_call(save_as(image, target, format, quality));
}

}  // namespace autochrome::image
