// The size that a PNM file claims. libvips 8.14 takes a side that it cannot hold, or does not find
// behind two comments in a row, for a single pixel.
#pragma once

#include <optional>
#include <string_view>

#include "image/plane.h"

namespace autochrome::image {

/// What the header at the beginning of the file ("P6 640 480 255") says; nothing unless both sides
/// are whole, positive and no more than libvips' ten million.
[[nodiscard]] std::optional<PlaneSize> ppm_size(std::string_view start) noexcept;

}  // namespace autochrome::image
