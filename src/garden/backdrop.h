// The hedge far behind everything: light between leaves, brighter towards the top.
#pragma once

#include <cstdint>

#include "garden/image.h"

namespace autochrome::garden {

struct Backdrop {
  Vec3 top{};
  Vec3 bottom{};
  float mottling = 0;  ///< contrast of its light and dark parts
  int highlights = 0;  ///< points of sky that shine through; the lens makes discs of them
  std::uint32_t seed = 0;
};

/// Draws it behind what the image holds, in focus: blurring is the lens's part.
void draw_behind(Image& image, const Backdrop& backdrop);

}  // namespace autochrome::garden
