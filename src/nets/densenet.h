// The study's DenseNet (section 4.5), after Huang et al. 2017 (arXiv:1608.06993): every block reads
// what all blocks before it have written.
#pragma once

#include "base/options.h"
#include "graph/graph.h"

namespace autochrome::nets {

/// What the study leaves open has the defaults below; docs/study.md says why.
struct DensenetConfig {
  int width = 256;  ///< filters of the first convolution
  int blocks = 4;   ///< dense blocks, each of a 1×1 and a 4×4 convolution
  int growth = 32;  ///< channels that a block adds; its 1×1 convolution has four times as many
  int outputs = 3;  ///< channels predicted: 3 for RGB, 2 for ab

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("width", self.width, "Filters of the first convolution", Limits{.min = 1, .max = 2048});
    visit("blocks", self.blocks, "Dense blocks", Limits{.min = 1, .max = 64});
    visit("growth", self.growth, "Channels that a block adds", Limits{.min = 1, .max = 512});
    visit("outputs", self.outputs, "Channels predicted", Limits{.min = 2, .max = 3});
  }
};

/// Input "lightness" [N, 1, H, W] in [0, 1]; output "color" [N, outputs, H, W] in [0, 1]; any H and
/// W. Throws InputError for a config out of range.
[[nodiscard]] graph::Graph densenet(const DensenetConfig& config);

}  // namespace autochrome::nets
