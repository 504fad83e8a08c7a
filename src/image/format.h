// The file formats Autochrome reads and writes, and what each can hold.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace autochrome::image {

enum class Format { Jpeg, Png, Tiff, Webp, Heic, Avif, Jxl, Gif, Ppm };

/// What a format holds as libvips 8.14 writes it; tests/image reads each of these back.
struct FormatTraits {
  Format format = Format::Jpeg;
  std::string_view name;                       ///< "JPEG"
  std::span<const std::string_view> suffixes;  ///< the usual one first: ".jpg", ".jpeg"
  int most_bits = 8;                           ///< per sample
  int most_side = 65'500;                      ///< pixels across or down
  bool alpha = false;
  bool profile = false;  ///< ICC
  bool exif = false;
  bool xmp = false;  ///< and with it provenance
};

[[nodiscard]] const FormatTraits& traits(Format format) noexcept;

/// Every format, in the order of the enumeration.
[[nodiscard]] std::span<const FormatTraits> all_formats() noexcept;

/// The format a file's name asks for, by its suffix in any case; throws InputError that lists the
/// known suffixes.
[[nodiscard]] Format format_of(const std::filesystem::path& path);

/// Whether the name ends like that of a picture Autochrome reads.
[[nodiscard]] bool has_picture_suffix(const std::filesystem::path& path);

}  // namespace autochrome::image
