// From a graph and the size of a picture to a plan.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

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
  /// Without a seed dropout is left out.
  explicit Network(const graph::Model& model, std::optional<std::uint64_t> dropout_seed = {});

  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  [[nodiscard]] const graph::Graph& graph() const noexcept { return model_.graph; }

  [[nodiscard]] const Weights& weights() const noexcept { return *model_.weights; }

  [[nodiscard]] std::span<const Task> tasks() const noexcept { return tasks_; }

  [[nodiscard]] const OneDnn& dnnl() const noexcept { return dnnl_; }

  /// Of the noise of one node.
  [[nodiscard]] std::uint64_t dropout_seed(graph::ValueId node) const;

  [[nodiscard]] PackedWeights& packed() noexcept { return packed_; }

  [[nodiscard]] std::size_t packed_bytes() const { return packed_.bytes(); }

 private:
  std::optional<std::uint64_t> dropout_seed_;
  graph::Model model_;
  std::vector<Task> tasks_;
  OneDnn dnnl_;
  PackedWeights packed_;
};

/// Lowers the network for pictures of these shapes, N = 1. Throws ShapeError naming the node.
[[nodiscard]] Plan make_plan(Network& network, std::span<const Shape> inputs);

}  // namespace autochrome::infer
