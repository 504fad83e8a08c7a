// The generator of the study's Pix2Pix (section 4.6), after Isola et al. 2017 (arXiv:1611.07004,
// appendix 6.1.1): a U-Net of strided and transposed 4×4 convolutions. Its noise is dropout; unlike
// Isola's, its encoder has plain ReLU. The discriminator is patch_gan.h.
#pragma once

#include "base/options.h"
#include "graph/graph.h"

namespace autochrome::nets {

/// What the study leaves open has the defaults below; docs/study.md says why.
struct Pix2pixConfig {
  int width = 64;        ///< filters of the first level; they double, up to eight times as many
  int depth = 6;         ///< halvings of the picture
  float dropout = 0.5F;  ///< rate, in the three deepest levels of the decoder
  int outputs = 3;       ///< channels predicted: 3 for RGB, 2 for ab

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("width", self.width, "Filters of the first level", Limits{.min = 1, .max = 256});
    visit("depth", self.depth, "Halvings of the picture", Limits{.min = 1, .max = 9});
    visit("dropout", self.dropout, "Rate of dropout in the deepest levels of the decoder",
          Limits{.min = 0, .max = 0.9});
    visit("outputs", self.outputs, "Channels predicted", Limits{.min = 2, .max = 3});
  }
};

/// Input "lightness" [N, 1, H, W] in [0, 1]; output "color" [N, outputs, H, W] in [0, 1]. H and W
/// are multiples of 2^depth. Throws InputError for a config out of range.
[[nodiscard]] graph::Graph pix2pix(const Pix2pixConfig& config);

}  // namespace autochrome::nets
