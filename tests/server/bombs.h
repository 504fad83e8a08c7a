// Files that are small and ask for much.
#pragma once

#include <string>

namespace autochrome::server::testing {

/// A black square of `side` pixels, 1 bit each, as a whole and valid PNG: a thousandth of what it
/// unpacks to.
[[nodiscard]] std::string flat_png(int side);

/// A GIF of 16x16 pixels with that many frames of one pixel.
[[nodiscard]] std::string gif_of_frames(int frames);

}  // namespace autochrome::server::testing
