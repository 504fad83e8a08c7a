#include "server/format_names.h"

#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::server {

namespace {

using image::Format;

constexpr std::array<std::pair<Format, std::string_view>, 9> kNames = {{{Format::Jpeg, "jpeg"},
                                                                        {Format::Png, "png"},
                                                                        {Format::Tiff, "tiff"},
                                                                        {Format::Webp, "webp"},
                                                                        {Format::Heic, "heic"},
                                                                        {Format::Avif, "avif"},
                                                                        {Format::Jxl, "jxl"},
                                                                        {Format::Gif, "gif"},
                                                                        {Format::Ppm, "ppm"}}};

}  // namespace

std::string name_of(Format format) {
  for (const auto& [known, name] : kNames) {
    if (known == format) return std::string(name);
  }
  return "jpeg";
}

Format result_format(Format photo) noexcept {
  return photo == Format::Gif || photo == Format::Ppm ? Format::Jpeg : photo;
}

Format format_named(std::string_view name) {
  for (const auto& [format, known] : kNames) {
    if (known == name) return format;
  }
  throw InputError(fmt::format("there is no format '{}'", name));
}

std::string result_name(const std::string& photo, std::string_view format) {
  return fmt::format("{}.color{}", std::filesystem::path(photo).stem().string(),
                     image::traits(format_named(format)).suffixes.front());
}

std::string media_type(Format format) {
  if (format == Format::Ppm) return "image/x-portable-anymap";
  return "image/" + name_of(format);
}

}  // namespace autochrome::server
