// The study's ResNet (section 4.4), after He et al. 2016 (arXiv:1603.05027): normalization and
// activation come before the convolutions of a residual layer. All but the last are 1×1: what a
// pixel becomes follows from its own lightness and, in the end, its eight neighbours'.
#pragma once

#include "base/options.h"
#include "graph/graph.h"

namespace autochrome::nets {

/// The defaults are the study's.
struct ResnetConfig {
  int width = 256;           ///< filters of every layer
  int residual_layers = 20;  ///< how many residual layers follow each other
  int outputs = 3;           ///< channels predicted: 3 for RGB, 2 for ab

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("width", self.width, "Filters of every layer", Limits{.min = 1, .max = 2048});
    visit("residual_layers", self.residual_layers, "Residual layers", Limits{.min = 1, .max = 200});
    visit("outputs", self.outputs, "Channels predicted", Limits{.min = 2, .max = 3});
  }
};

/// Input "lightness" [N, 1, H, W] in [0, 1]; output "color" [N, outputs, H, W] in [0, 1]; any H and
/// W. Throws InputError for a config out of range.
[[nodiscard]] graph::Graph resnet(const ResnetConfig& config);

}  // namespace autochrome::nets
