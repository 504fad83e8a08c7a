// The study's deep CNN (section 4.2): six convolutions at the picture's own size, with earlier ones
// concatenated after every third.
#pragma once

#include "base/options.h"
#include "graph/graph.h"

namespace autochrome::nets {

/// What the study leaves open has the defaults below; docs/study.md says why.
struct DeepCnnConfig {
  int width = 64;   ///< filters of every convolution
  int outputs = 3;  ///< channels predicted: 3 for RGB, 2 for ab

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("width", self.width, "Filters of every convolution", Limits{.min = 1, .max = 1024});
    visit("outputs", self.outputs, "Channels predicted", Limits{.min = 2, .max = 3});
  }
};

/// Input "lightness" [N, 1, H, W] in [0, 1]; output "color" [N, outputs, H, W] in [0, 1]; any H and
/// W. Throws InputError for a config out of range.
[[nodiscard]] graph::Graph deep_cnn(const DeepCnnConfig& config);

}  // namespace autochrome::nets
