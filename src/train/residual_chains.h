// The study's residual layers in a graph, one behind the other: what a graphics card computes as
// one.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "graph/graph.h"

namespace autochrome::train {

/// add = x + conv2(leaky(conv1(leaky(norm(x))))), both convolutions 1×1 and with biases.
struct ResidualLayerNodes {
  graph::ValueId norm;
  graph::ValueId first;  ///< activation
  graph::ValueId conv1;
  graph::ValueId second;
  graph::ValueId conv2;
  graph::ValueId add;

  [[nodiscard]] std::array<graph::ValueId, 6> all() const {
    return {norm, first, conv1, second, conv2, add};
  }
};

/// Layers, each read by the next alone, the last by a normalization and a leaky ReLU.
struct ResidualChain {
  graph::ValueId input;
  std::vector<ResidualLayerNodes> layers;
  graph::ValueId last_norm = 0;
  graph::ValueId output = 0;
  float slope = 0;    ///< of all activations' negative sides, in [0, 1]
  float epsilon = 0;  ///< of all normalizations

  /// What is computed with it.
  [[nodiscard]] std::vector<graph::ValueId> values() const;
};

/// All of them whose convolutions have `channels` inputs and outputs, the longest that there are.
[[nodiscard]] std::vector<ResidualChain> residual_chains(const graph::Graph& graph, int channels);

/// The slope of the activation's negative side, if it is straight.
[[nodiscard]] std::optional<float> slope_of(const graph::Op& op);

}  // namespace autochrome::train
