#include "image/load.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "image/loaders.h"
#include "image/ppm_header.h"

namespace autochrome::image {

namespace {

constexpr std::array<std::pair<std::string_view, Format>, 8> kLoaders = {{
    {"jpegload", Format::Jpeg},
    {"pngload", Format::Png},
    {"tiffload", Format::Tiff},
    {"webpload", Format::Webp},
    {"heifload", Format::Heic},
    {"jxlload", Format::Jxl},
    {"gifload", Format::Gif},
    {"ppmload", Format::Ppm},
}};

constexpr std::size_t kMostPpmHeader = 4096;  // comments and all

/// Refuses what is missing, a folder or empty before libvips gives it a vaguer name.
SourceOwner open_source(const Source& source) {
  const bool in_memory = source.content() != nullptr;
  const std::size_t size = in_memory ? source.content()->size() : regular_file_size(source.name());
  if (size == 0) throw InputError(fmt::format("cannot read '{}': it is empty", source.name()));
  SourceOwner opened(in_memory ? vips_source_new_from_memory(source.content()->data(), size)
                               : vips_source_new_from_file(source.name().c_str()));
  if (!opened) throw IoError(fmt::format("cannot read '{}': {}", source.name(), take_reason()));
  return opened;
}

ImageOwner decoder(VipsSource* source, const LoadRequest& request) {
  const VipsAccess access = request.any_order ? VIPS_ACCESS_RANDOM : VIPS_ACCESS_SEQUENTIAL;
  if (request.shrink > 1) {
    return make_image([&](VipsImage** out) {
      return vips_jpegload_source(source, out, "access", access, "fail_on", VIPS_FAIL_ON_ERROR,
                                  "shrink", request.shrink, nullptr);
    });
  }
  ImageOwner image(vips_image_new_from_source(source, "", "access", access, "fail_on",
                                              VIPS_FAIL_ON_ERROR, nullptr));
  if (!image) throw VipsError(take_reason());
  return image;
}

void check_size(const VipsImage* image, const Source& source, const OpenOptions& options) {
  constexpr double kMega = 1e6;
  const std::int64_t width = vips_image_get_width(image);
  const std::int64_t height = vips_image_get_height(image);
  if (width * height <= options.max_pixels) return;
  throw InputError(fmt::format("'{}' is {}x{}, {:.1f} megapixels; at most {:.6g} are accepted",
                               source.name(), width, height,
                               static_cast<double>(width * height) / kMega,
                               static_cast<double>(options.max_pixels) / kMega));
}

std::optional<Format> format_of_loader(std::string_view nickname) {
  for (const auto& [prefix, format] : kLoaders) {
    if (nickname.starts_with(prefix)) return format;
  }
  return {};
}

bool is_av1(const VipsImage* image) {
  const char* compression = "";
  return vips_image_get_typeof(image, "heif-compression") != 0 &&
         vips_image_get_string(image, "heif-compression", &compression) == 0 &&
         std::string_view(compression) == "av1";
}

/// Null where none takes the content.
const char* loader_of(VipsSource* source) {
  const char* loader = vips_foreign_find_load_source(source);
  if (loader == nullptr) static_cast<void>(take_reason());
  return loader;
}

/// Of the loader that would take the content, if it is one of ours.
std::optional<Format> format_found(VipsSource* source) {
  const char* loader = loader_of(source);
  if (loader == nullptr) {
    load_late_formats();
    loader = loader_of(source);
  }
  if (loader == nullptr) return {};
  return format_of_loader(vips_nickname_find(g_type_from_name(loader)));
}

/// Of a PNM file, whose size libvips does not always find.
PlaneSize claimed_size(VipsSource* opened, const Source& source) {
  unsigned char* start = nullptr;
  const gint64 length = vips_source_sniff_at_most(opened, &start, kMostPpmHeader);
  const std::string_view text(reinterpret_cast<const char*>(start),
                              static_cast<std::size_t>(std::max<gint64>(length, 0)));
  if (const std::optional<PlaneSize> size = ppm_size(text)) return *size;
  throw InputError(
      fmt::format("cannot read '{}': it claims a size that no picture has", source.name()));
}

InputError not_a_picture(const Source& source) {
  std::string names;
  for (const FormatTraits& format : all_formats()) {
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  }
  return InputError(fmt::format("cannot read '{}': it is none of {}, or too damaged to tell",
                                source.name(), names));
}

}  // namespace

ImageOwner load(const Source& source, const OpenOptions& options, const LoadRequest& request) {
  const SourceOwner opened = open_source(source);
  const std::optional<Format> format = format_found(opened.get());
  if (!format) throw not_a_picture(source);
  std::optional<PlaneSize> claimed;
  if (format == Format::Ppm) claimed = claimed_size(opened.get(), source);
  try {
    ImageOwner image = decoder(opened.get(), request);
    if (claimed && (vips_image_get_width(image.get()) != claimed->width ||
                    vips_image_get_height(image.get()) != claimed->height)) {
      throw VipsError("comments hide its size from libvips");
    }
    check_size(image.get(), source, options);
    // The decoder reads bytes in memory later, when pixels are asked for.
    keep_with(image.get(), "autochrome-content",
              std::make_unique<std::shared_ptr<const std::string>>(source.content()));
    return image;
  } catch (const VipsError& error) {
    throw unreadable(source.name(), error);
  }
}

Format loaded_format(const VipsImage* image) {
  const char* loader = "";
  check_call(vips_image_get_string(image, VIPS_META_LOADER, &loader));
  const Format format = format_of_loader(loader).value();
  return format == Format::Heic && is_av1(image) ? Format::Avif : format;
}

InputError unreadable(const std::string& name, const VipsError& error) {
  return InputError(fmt::format("cannot read '{}': {}", name, error.what()));
}

}  // namespace autochrome::image
