// Model → Model: batch normalization with running statistics is a scale and a shift a channel,
// which the convolution before it can absorb when nothing else reads its output.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace autochrome::graph {

/// y = scale · x + shift, a pair a channel.
struct Affine {
  std::vector<float> scale;
  std::vector<float> shift;
};

/// What the normalization `node` does with running statistics.
[[nodiscard]] Affine affine_of(const Node& node, const BatchNorm2d& norm, const Weights& weights);

/// The same function with fewer nodes. Normalizations that no convolution can absorb stay.
[[nodiscard]] Model fold_batch_norm(const Model& model);

}  // namespace autochrome::graph
