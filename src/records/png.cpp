#include "records/png.h"

#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

namespace autochrome::records {

namespace {

constexpr std::int64_t kChannels = 3;

// The signature, and the header chunk's length and name
// (https://www.w3.org/TR/png-3/, 5.2, 11.2.1).
constexpr std::string_view kStart("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", 16);

int big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  if (value > static_cast<std::uint32_t>(std::numeric_limits<int>::max())) return 0;
  return static_cast<int>(value);
}

}  // namespace

Png encode_png(int width_px, int height_px, std::span<const std::uint8_t> rgb) {
  const std::int64_t wanted = kChannels * width_px * height_px;
  if (width_px <= 0 || height_px <= 0 || std::cmp_not_equal(rgb.size(), wanted)) {
    throw ShapeError(fmt::format("a picture of {} x {} pixels cannot be made of {} bytes of RGB",
                                 width_px, height_px, rgb.size()));
  }
  Png png{.width_px = width_px, .height_px = height_px, .bytes = {}};
  const auto append = [](void* to, void* bytes, int size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes),
                                          static_cast<std::size_t>(size));
  };
  if (stbi_write_png_to_func(append, &png.bytes, width_px, height_px, kChannels, rgb.data(), 0) ==
      0) {
    throw Error(
        fmt::format("no memory to encode a picture of {} x {} pixels", width_px, height_px));
  }
  return png;
}

Png load_png(const std::filesystem::path& path) {
  Png png{.width_px = 0, .height_px = 0, .bytes = read_file(path)};
  const std::string_view bytes = png.bytes;
  if (bytes.starts_with(kStart) && bytes.size() >= kStart.size() + 8) {
    png.width_px = big_endian(bytes.substr(kStart.size(), 4));
    png.height_px = big_endian(bytes.substr(kStart.size() + 4, 4));
  }
  if (png.width_px == 0 || png.height_px == 0) {
    throw InputError(fmt::format("'{}' is not a PNG file", path.string()));
  }
  return png;
}

}  // namespace autochrome::records
