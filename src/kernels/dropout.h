// Dropout that stays on, as noise: what lets one picture have several answers (Isola et al. 2017,
// section 3.1).
#pragma once

#include <cstdint>

#include "kernels/layout.h"

namespace autochrome::kernels {

struct DropoutNoise {
  Shape shape;  ///< one picture
  Layout layout;
  float rate = 0.5F;
  std::uint64_t seed = 0;
};

/// to = from / (1 - rate), or 0 with probability `rate`. Which values stay depends on the seed and
/// their channel, row and column alone: not on the layout, nor on the number of threads.
void dropout(const DropoutNoise& noise, const float* from, float* to);

}  // namespace autochrome::kernels
