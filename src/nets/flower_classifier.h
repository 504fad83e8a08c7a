// A small classifier of flowers, which judges colorizations: whether a picture still shows what it
// showed. Ours: convolutions in the manner of VGG (Simonyan and Zisserman 2015, arXiv:1409.1556)
// with normalization, a residual layer (He et al. 2016) at the bottom and a global average (Lin et
// al. 2014) in the place of dense layers, so that it takes any size.
#pragma once

#include "base/options.h"
#include "graph/graph.h"

namespace autochrome::nets {

/// The defaults are those of the classifier that ships.
struct FlowerClassifierConfig {
  int width = 32;        ///< filters of the first layer; each further level has twice as many
  int classes = 102;     ///< kinds told apart
  float dropout = 0.3F;  ///< of the features, in training alone

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("width", self.width, "Filters of the first layer", Limits{.min = 1, .max = 256});
    visit("classes", self.classes, "Kinds told apart", Limits{.min = 2, .max = 100'000});
    visit("dropout", self.dropout, "Of the features, in training", Limits{.min = 0, .max = 0.9});
  }
};

/// Input "picture" [N, 3, H, W], encoded sRGB in [0, 1]; outputs "classes" [N, classes, 1, 1],
/// logits, and "features" [N, 8 · width, 1, 1], from which they are made. H and W are multiples of
/// 16. Throws InputError for a config out of range.
[[nodiscard]] graph::Graph flower_classifier(const FlowerClassifierConfig& config);

}  // namespace autochrome::nets
