// A graph lowered to libtorch: the same nodes and parameter names as everywhere else, with
// gradients.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "graph/graph.h"

namespace autochrome::train {

class GraphModule {
 public:
  /// Starts from `weights`, which must be the graph's own (graph::check_weights).
  GraphModule(graph::Graph graph, const Weights& weights, torch::Device device);

  /// The first output for the first input, both [N, C, H, W]. In training, normalizations use and
  /// record the batch's statistics.
  [[nodiscard]] torch::Tensor forward(const torch::Tensor& input, bool training);

  /// What an optimizer changes, in the graph's order.
  [[nodiscard]] std::vector<torch::Tensor> parameters() const;

  /// All values by name, parameters and running statistics alike.
  [[nodiscard]] const std::map<std::string, torch::Tensor>& state() const noexcept {
    return state_;
  }

  [[nodiscard]] const graph::Graph& graph() const noexcept { return graph_; }

 private:
  [[nodiscard]] torch::Tensor value_of(const graph::Node& node,
                                       const std::vector<torch::Tensor>& inputs,
                                       bool training);

  graph::Graph graph_;
  std::map<std::string, torch::Tensor> state_;
};

/// Tensors by name as weights on the CPU, copied.
[[nodiscard]] Weights weights_of(const std::map<std::string, torch::Tensor>& state);

}  // namespace autochrome::train
