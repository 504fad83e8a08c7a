// The size that a PPM file claims, which libvips 8.14 does not check: what it cannot hold it takes
// for one pixel.
#pragma once

#include <string_view>

namespace autochrome::image {

/// Whether the header at the beginning of a PNM file ("P6 640 480 255") claims sides that a
/// picture can have: whole, positive and no more than libvips' ten million.
[[nodiscard]] bool has_sound_ppm_size(std::string_view start) noexcept;

}  // namespace autochrome::image
