// A graph lowered to libtorch: the same nodes and parameter names as everywhere else, with
// gradients.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "graph/graph.h"
#include "train/residual_chains.h"

namespace autochrome::train {

class Ranks;

/// How a module computes; parameters and statistics are float32 in any case.
struct Execution {
  torch::Device device = torch::kCPU;
  torch::ScalarType precision = torch::kFloat32;  ///< of activations: kFloat32 or kBFloat16
  bool channels_last = true;                      ///< memory order of activations and filters
  const Ranks* ranks = nullptr;  ///< whose pictures batch statistics are of; null for one's own
  /// Residual layers as one, in bfloat16 and channels last: has_residual_stack(device).
  bool residual_stack = false;
};

class GraphModule {
 public:
  /// Starts from `weights`, which must be the graph's own (graph::check_weights).
  GraphModule(graph::Graph graph, const Weights& weights, const Execution& execution);

  /// The first output as float32 for the inputs in the graph's order, all [N, C, H, W]. In
  /// training, normalizations use and record the batch's statistics, and dropout draws from
  /// libtorch's generator.
  [[nodiscard]] torch::Tensor forward(std::span<const torch::Tensor> inputs, bool training);

  [[nodiscard]] torch::Tensor forward(const torch::Tensor& input, bool training) {
    return forward({&input, 1}, training);
  }

  /// What an optimizer changes, in the graph's order.
  [[nodiscard]] std::vector<torch::Tensor> parameters() const;

  /// All values by name, parameters and running statistics alike.
  [[nodiscard]] const std::map<std::string, torch::Tensor>& state() const noexcept {
    return state_;
  }

  [[nodiscard]] const graph::Graph& graph() const noexcept { return graph_; }

 private:
  [[nodiscard]] torch::Tensor value_of(graph::ValueId id,
                                       std::vector<torch::Tensor>& inputs,
                                       bool training);
  [[nodiscard]] torch::Tensor normalized(graph::ValueId id,
                                         const graph::BatchNorm2d& norm,
                                         const torch::Tensor& x,
                                         bool training);
  [[nodiscard]] torch::Tensor stacked(const ResidualChain& chain, const torch::Tensor& x) const;
  [[nodiscard]] bool is_result(graph::ValueId id) const;
  [[nodiscard]] torch::Tensor filter(const graph::Node& node) const;

  graph::Graph graph_;
  Execution execution_;
  std::map<std::string, torch::Tensor> state_;
  /// By value: the slope of the activation that alone reads it, where it is a normalization's and
  /// both are computed as one.
  std::vector<std::optional<float>> fused_slope_;
  std::vector<ResidualChain> chains_;                 ///< each computed as one in training
  std::vector<std::optional<std::size_t>> chain_of_;  ///< by value: which of them it is part of
  std::vector<bool> overwritable_;  ///< by value: whether its one reader may work in place
  std::vector<std::vector<graph::ValueId>> done_;  ///< by node: the values that nobody reads later
};

/// Tensors by name as weights on the CPU, copied.
[[nodiscard]] Weights weights_of(const std::map<std::string, torch::Tensor>& state);

}  // namespace autochrome::train
