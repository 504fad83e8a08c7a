// Convolutions to few channels (the last layer of a colorizer): a blocked kernel would compute a
// whole block of outputs and throw most away, so here vectors run along the *input* channels.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "graph/op.h"
#include "kernels/instructions.h"
#include "kernels/layout.h"
#include "kernels/page_allocator.h"

namespace autochrome::kernels {

inline constexpr int kMostNarrowChannels = 4;

/// Whether `narrow_conv` can do it: few outputs, one group, stride 1.
[[nodiscard]] bool is_narrow(const graph::Conv2d& conv);

/// [out, in, k, k] to [⌈in / block⌉, k, k, out, block], zero beyond the last input channel.
[[nodiscard]] PackedFloats pack_narrow(const graph::Conv2d& conv,
                                       Layout layout,
                                       const std::vector<float>& weights);

struct NarrowConv {
  graph::Conv2d conv;
  Shape from;  ///< one picture
  Shape to;
  Layout from_layout;  ///< blocks of 8 or 16; the result is plain
  Instructions instructions = Instructions::Portable;
  std::optional<graph::Activate> activate = {};
};

/// `weights` from pack_narrow; `bias` has one value for every output.
void narrow_conv(const NarrowConv& narrow,
                 const float* weights,
                 const float* bias,
                 const float* from,
                 float* to);

}  // namespace autochrome::kernels
