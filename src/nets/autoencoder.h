// The study's convolutional autoencoder (section 4.1): sets of three convolutions, halved on the
// way in and doubled on the way out, with nothing that bypasses the middle.
#pragma once

#include "base/options.h"
#include "graph/graph.h"

namespace autochrome::nets {

/// What the study leaves open has the defaults below; docs/study.md says why.
struct AutoencoderConfig {
  int width = 32;   ///< filters of the first set; each further set of the encoder has twice as many
  int outputs = 3;  ///< channels predicted: 3 for RGB, 2 for ab

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("width", self.width, "Filters of the first set", Limits{.min = 1, .max = 256});
    visit("outputs", self.outputs, "Channels predicted", Limits{.min = 2, .max = 3});
  }
};

/// Input "lightness" [N, 1, H, W] in [0, 1]; output "color" [N, outputs, H, W] in [0, 1]. H and W
/// are multiples of 8. Throws InputError for a config out of range.
[[nodiscard]] graph::Graph autoencoder(const AutoencoderConfig& config);

}  // namespace autochrome::nets
