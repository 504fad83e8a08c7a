// Pictures of a training as PNG, for TensorBoard and for the report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace autochrome::records {

/// A picture in the PNG format, and how large it says it is.
struct Png {
  int width_px = 0;
  int height_px = 0;
  std::string bytes;
};

/// `rgb` is [height, width, 3], sRGB encoded. Throws ShapeError when it has another size or there
/// are no pixels.
[[nodiscard]] Png encode_png(int width_px, int height_px, std::span<const std::uint8_t> rgb);

/// Reads a file written from `encode_png`; the pixels stay encoded. Throws InputError when it is
/// not a PNG, IoError when it cannot be read.
[[nodiscard]] Png load_png(const std::filesystem::path& path);

}  // namespace autochrome::records
