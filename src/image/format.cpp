#include "image/format.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/lowercase.h"

namespace autochrome::image {

namespace {

using Suffixes = std::array<std::string_view, 2>;

constexpr Suffixes kJpeg = {".jpg", ".jpeg"};
constexpr Suffixes kTiff = {".tif", ".tiff"};
constexpr Suffixes kHeic = {".heic", ".heif"};
constexpr std::array<std::string_view, 1> kPng = {".png"};
constexpr std::array<std::string_view, 1> kWebp = {".webp"};
constexpr std::array<std::string_view, 1> kAvif = {".avif"};
constexpr std::array<std::string_view, 1> kJxl = {".jxl"};
constexpr std::array<std::string_view, 1> kGif = {".gif"};
constexpr std::array<std::string_view, 3> kPpm = {".ppm", ".pgm", ".pnm"};

constexpr std::array<FormatTraits, 9> kFormats = {{
    {Format::Jpeg, "JPEG", kJpeg, 8, 65'500, false, true, true, true},
    {Format::Png, "PNG", kPng, 16, 1'000'000, true, true, true, true},
    {Format::Tiff, "TIFF", kTiff, 16, 10'000'000, true, true, false, true},
    {Format::Webp, "WebP", kWebp, 8, 16'383, true, true, true, true},
    {Format::Heic, "HEIC", kHeic, 10, 16'384, true, true, true, true},
    {Format::Avif, "AVIF", kAvif, 12, 16'384, true, true, true, true},
    {Format::Jxl, "JPEG XL", kJxl, 16, 10'000'000, true, true, false, false},
    {Format::Gif, "GIF", kGif, 8, 65'535, true, false, false, false},
    {Format::Ppm, "PPM", kPpm, 16, 10'000'000, false, false, false, false},
}};

const FormatTraits* find_suffix(const std::filesystem::path& path) {
  const std::string suffix = lowercase(path.extension().string());
  const auto has_suffix = [&suffix](const FormatTraits& format) {
    return std::find(format.suffixes.begin(), format.suffixes.end(), suffix) !=
           format.suffixes.end();
  };
  const auto* const found = std::find_if(kFormats.begin(), kFormats.end(), has_suffix);
  return found == kFormats.end() ? nullptr : found;
}

std::string known_suffixes() {
  std::vector<std::string_view> all;
  for (const FormatTraits& format : kFormats) {
    all.insert(all.end(), format.suffixes.begin(), format.suffixes.end());
  }
  return fmt::format("{}", fmt::join(all, " "));
}

}  // namespace

const FormatTraits& traits(Format format) noexcept {
  return kFormats[static_cast<std::size_t>(format)];
}

std::span<const FormatTraits> all_formats() noexcept { return kFormats; }

Format format_of(const std::filesystem::path& path) {
  if (const FormatTraits* found = find_suffix(path)) return found->format;
  throw InputError(fmt::format("'{}' does not end like a picture; known are {}", path.string(),
                               known_suffixes()));
}

bool has_picture_suffix(const std::filesystem::path& path) { return find_suffix(path) != nullptr; }

}  // namespace autochrome::image
