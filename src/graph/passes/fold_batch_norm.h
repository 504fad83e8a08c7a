// Model → Model: batch normalization with running statistics is a scale and a shift a channel,
// which the convolution before it can absorb when nothing else reads its output.
#pragma once

#include <map>
#include <string>
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

/// A graph in which convolutions have absorbed what normalizations they can, and which ones those
/// are: their weights are worked out when they are wanted, one convolution at a time.
struct FoldedGraph {
  Graph graph;
  std::map<std::string, std::vector<Node>, std::less<>> norms;  ///< in order, by the convolution
};

/// Normalizations that no convolution can absorb stay.
[[nodiscard]] FoldedGraph fold_batch_norm(const Graph& graph);

/// The weight and the bias of a convolution of `folded.graph`, given the parameters of the graph
/// before folding. The bias is zero where it has none.
[[nodiscard]] Parameter folded_weight(const FoldedGraph& folded,
                                      const Node& conv,
                                      const Weights& weights);
[[nodiscard]] Parameter folded_bias(const FoldedGraph& folded,
                                    const Node& conv,
                                    const Weights& weights);

/// The same function with fewer nodes, all its weights worked out.
[[nodiscard]] Model fold_batch_norm(const Model& model);

}  // namespace autochrome::graph
