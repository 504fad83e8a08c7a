// From a graph and the size of a picture to a plan.
#pragma once

#include <memory>

#include "graph/graph.h"
#include "infer/fusion.h"
#include "infer/onednn.h"
#include "infer/packed_weights.h"
#include "infer/plan.h"

namespace autochrome::infer {

/// What all plans of a session share.
class Network {
 public:
  /// Folds batch normalizations and fuses; keeps the folded weights.
  explicit Network(const graph::Model& model);

  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  [[nodiscard]] const graph::Graph& graph() const noexcept { return model_.graph; }

  [[nodiscard]] const Weights& weights() const noexcept { return *model_.weights; }

  [[nodiscard]] std::span<const Task> tasks() const noexcept { return tasks_; }

  [[nodiscard]] const OneDnn& dnnl() const noexcept { return dnnl_; }

  [[nodiscard]] PackedWeights& packed() noexcept { return packed_; }

  [[nodiscard]] std::size_t packed_bytes() const { return packed_.bytes(); }

 private:
  graph::Model model_;
  std::vector<Task> tasks_;
  OneDnn dnnl_;
  PackedWeights packed_;
};

/// Lowers the network for pictures of these shapes, N = 1. Throws ShapeError naming the node.
[[nodiscard]] Plan make_plan(Network& network, std::span<const Shape> inputs);

}  // namespace autochrome::infer
