#include "image/metadata.h"

#include <array>
#include <memory>

#include <fmt/format.h>

#include "image/xmp_packet.h"

namespace autochrome::image {

namespace {

/// libvips leaves out a longer packet: a JPEG segment holds 64 KiB.
constexpr std::size_t kMostJpegXmpBytes = 60'000;

constexpr const char* kSoftware = "exif-ifd0-Software";
constexpr const char* kUserComment = "exif-ifd2-UserComment";

constexpr std::array<const char*, 11> kOutdated = {
    "jpeg-thumbnail-data", "page-height", "n-pages",         "n-subifds", "gif-palette",
    "palette-bit-depth",   "interlaced",  "bits-per-sample", "delay",     "loop",
    "icc-profile-data"};

constexpr XmpName kXmpOrientation = {{"http://ns.adobe.com/tiff/1.0/", "tiff"}, "Orientation"};
constexpr XmpName kXmpThumbnails = {{"http://ns.adobe.com/xap/1.0/", "xmp"}, "Thumbnails"};

struct FreeFields {
  void operator()(char** fields) const noexcept { g_strfreev(fields); }
};

std::vector<std::string> field_names(const VipsImage* image) {
  const std::unique_ptr<char*, FreeFields> fields(
      vips_image_get_fields(const_cast<VipsImage*>(image)));
  std::vector<std::string> names;
  for (char** field = fields.get(); field != nullptr && *field != nullptr; ++field) {
    names.emplace_back(*field);
  }
  return names;
}

bool has(const VipsImage* image, const char* field) {
  return vips_image_get_typeof(image, field) != 0;
}

/// Only from JPEG to JPEG: libvips hands on the bytes, which are a Photoshop segment there and bare
/// IPTC in TIFF (of which 8.14 reads a quarter).
bool keeps_iptc(const VipsImage* image, Format format) {
  const char* loader = "";
  return format == Format::Jpeg && has(image, VIPS_META_LOADER) &&
         vips_image_get_string(image, VIPS_META_LOADER, &loader) == 0 &&
         std::string_view(loader).starts_with("jpegload");
}

void warn_of_losses(const VipsImage* image, Format format, std::vector<std::string>& warnings) {
  const FormatTraits& holds = traits(format);
  const auto warn = [&](const char* field, std::string_view what, bool kept) {
    if (kept || !has(image, field)) return;
    warnings.push_back(
        fmt::format("the picture's {} does not go into {} and was left out", what, holds.name));
  };
  warn(VIPS_META_EXIF_NAME, "EXIF", holds.exif);
  warn(VIPS_META_XMP_NAME, "XMP", holds.xmp);
  warn(VIPS_META_IPTC_NAME, "IPTC", keeps_iptc(image, format));
}

/// The packet without what no longer holds; as it is where there is nothing of that, or no XMP.
std::string without_outdated(std::string_view packet) {
  std::optional<XmpPacket> xmp = XmpPacket::parse(packet);
  if (!xmp || (!xmp->contains(kXmpOrientation) && !xmp->contains(kXmpThumbnails))) {
    return std::string(packet);
  }
  xmp->remove(kXmpOrientation);
  xmp->remove(kXmpThumbnails);
  return xmp->to_text();
}

std::string software(const Provenance& provenance) {
  return fmt::format("{} {}", provenance.software, provenance.version);
}

void add_exif(VipsImage* image, const Provenance& provenance) {
  if (!has(image, kSoftware)) {
    vips_image_set_string(image, kSoftware, software(provenance).c_str());
  }
  if (has(image, kUserComment)) return;
  const std::string comment = fmt::format("{} by {} with model {}", kColoursAreSimulated,
                                          software(provenance), provenance.model);
  vips_image_set_string(image, kUserComment, comment.c_str());
}

}  // namespace

std::string_view xmp_packet(const VipsImage* image) {
  if (const auto packet = blob(image, VIPS_META_XMP_NAME); !packet.empty()) return packet;
  // Of HEIC and AVIF libvips 8.14 reads XMP as one of several unnamed items.
  for (const std::string& name : field_names(image)) {
    if (!name.starts_with("heif-mime-")) continue;
    const std::string_view packet = blob(image, name.c_str());
    if (packet.find("<rdf:RDF") != std::string_view::npos) return packet;
  }
  return {};
}

void fit_metadata(VipsImage* image, Format format, std::vector<std::string>& warnings) {
  if (const std::string packet = without_outdated(xmp_packet(image)); !packet.empty()) {
    set_blob(image, VIPS_META_XMP_NAME, packet);
  }
  for (const char* field : kOutdated) vips_image_remove(image, field);
  for (const std::string& name : field_names(image)) {
    // The directory of the thumbnail.
    if (name.starts_with("exif-ifd1-")) vips_image_remove(image, name.c_str());
  }
  vips_image_set_int(image, VIPS_META_ORIENTATION, 1);
  warn_of_losses(image, format, warnings);
  if (!keeps_iptc(image, format)) vips_image_remove(image, VIPS_META_IPTC_NAME);
}

void add_provenance(VipsImage* image,
                    const Provenance& provenance,
                    Format format,
                    std::vector<std::string>& warnings) {
  const FormatTraits& holds = traits(format);
  if (holds.exif) add_exif(image, provenance);
  if (!holds.xmp) {
    warnings.push_back(fmt::format("{} cannot say that its colours are simulated", holds.name));
    return;
  }
  std::string packet = merge_into_xmp(blob(image, VIPS_META_XMP_NAME), provenance);
  if (format == Format::Jpeg && packet.size() > kMostJpegXmpBytes) {
    packet = merge_into_xmp({}, provenance);
    warnings.emplace_back("the picture's XMP is too long for JPEG and was left out");
  }
  set_blob(image, VIPS_META_XMP_NAME, packet);
}

}  // namespace autochrome::image
