// The study's U-Net (section 4.3), after Ronneberger et al. 2015 (arXiv:1505.04597): a contracting
// and an expanding path joined by concatenation, with residual layers (He et al. 2015,
// arXiv:1512.03385) on both.
#pragma once

#include "base/options.h"
#include "graph/graph.h"

namespace autochrome::nets {

/// What the study leaves open has the defaults below; docs/study.md says why.
struct UnetConfig {
  int width = 16;           ///< filters of the first level; each further level has twice as many
  int depth = 4;            ///< halvings of the picture
  int residual_layers = 1;  ///< residual layers a level, on each path
  int outputs = 3;          ///< channels predicted: 3 for RGB, 2 for ab

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("width", self.width, "Filters of the first level", Limits{.min = 1, .max = 256});
    visit("depth", self.depth, "Halvings of the picture", Limits{.min = 1, .max = 8});
    visit("residual_layers", self.residual_layers, "Residual layers a level",
          Limits{.min = 0, .max = 16});
    visit("outputs", self.outputs, "Channels predicted", Limits{.min = 2, .max = 3});
  }
};

/// Input "lightness" [N, 1, H, W] in [0, 1]; output "color" [N, outputs, H, W] in [0, 1]. H and W
/// are multiples of 2^depth. Throws InputError for a config out of range.
[[nodiscard]] graph::Graph unet(const UnetConfig& config);

}  // namespace autochrome::nets
