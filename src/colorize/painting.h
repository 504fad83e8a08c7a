// What a network said about one picture: its colours, small, as a value that can be kept and laid
// over the picture again and again, with another look or at another size, without the network.
#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"
#include "image/plane.h"

namespace autochrome::colorize {

/// Planes of one size, in Lab units.
struct Painting {
  image::Plane lightness;  ///< what the network saw
  image::Plane a;
  image::Plane b;
  std::string model = {};       ///< "unet"
  std::string model_hash = {};  ///< SHA-256 of the model's file
};

/// Writes float32, so that what is read back gives the same picture to the last bit. Throws
/// IoError.
void save(const Painting& painting, const std::filesystem::path& path);

/// Throws IoError when the file cannot be read, InputError when it is no painting or damaged.
[[nodiscard]] Painting load_painting(const std::filesystem::path& path);

}  // namespace autochrome::colorize
