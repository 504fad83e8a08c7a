// Copies channels between layouts and into concatenations.
#pragma once

#include "kernels/layout.h"

namespace autochrome::kernels {

struct ChannelCopy {
  Shape from;  ///< one picture
  Layout from_layout;
  std::int64_t to_channels = 0;    ///< of the whole that is copied into
  std::int64_t first_channel = 0;  ///< in the whole
  Layout to_layout;
};

/// Copies every channel of `from` into the whole. Behind its last channel, lanes become zero.
void copy_channels(const ChannelCopy& copy, const float* from, float* to);

}  // namespace autochrome::kernels
