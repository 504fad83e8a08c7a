// Convolutions of stride 2, and transposed ones, fall apart into phases: every second row and
// column of the input, or of the output, meets every second tap. Inside of winograd_convolution and
// winograd_packing.
#pragma once

#include "graph/op.h"

namespace autochrome::kernels {

/// Along an axis, of the strided convolutions that there is a tiling for.
inline constexpr int kPhases = 2;

/// Along an axis of a convolution of stride 2: the first tap that falls into a phase of the input,
/// where it falls for the first output, in pixels of the phase, and how far the next tap is.
struct PhaseTaps {
  int first;
  int place;
  int next;
};

[[nodiscard]] inline PhaseTaps strided_taps(const graph::Conv2d& conv, int phase) {
  const int first = (conv.pad_begin + phase) % kPhases;
  return {first, (first - conv.pad_begin - phase) / kPhases, kPhases};
}

/// The same of a transposed one, for a phase of the output. Taps run backwards as pixels run on.
[[nodiscard]] inline PhaseTaps transposed_taps(const graph::ConvTranspose2d& conv, int phase) {
  const int parity = (phase + conv.pad) % kPhases;
  const int first = conv.kernel - kPhases + parity;
  return {first, (phase + conv.pad - first) / kPhases, -kPhases};
}

/// Of 4×4 taps and stride 2: F(3×3, 2×2) fits its phases.
[[nodiscard]] inline bool is_halving(const graph::Conv2d& conv) {
  return conv.kernel == 4 && conv.stride == kPhases && conv.dilation == 1;
}

}  // namespace autochrome::kernels
