// A model made ready to be lowered, shared by all its sessions: the graph with what can be folded
// folded, which nodes run together, and the weights as kernels want them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "graph/graph.h"
#include "graph/passes/fold_batch_norm.h"
#include "infer/fusion.h"
#include "infer/packed_weights.h"

namespace autochrome::infer {

/// Threads may share it.
class Network {
 public:
  Network(graph::FoldedGraph folded, std::shared_ptr<const Weights> weights);

  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  [[nodiscard]] const graph::Graph& graph() const noexcept { return folded_.graph; }

  /// Of the model, unfolded.
  [[nodiscard]] const Weights& weights() const noexcept { return *weights_; }

  [[nodiscard]] std::span<const Task> tasks() const noexcept { return tasks_; }

  [[nodiscard]] PackedWeights& packed() noexcept { return packed_; }

 private:
  graph::FoldedGraph folded_;
  std::shared_ptr<const Weights> weights_;
  std::vector<Task> tasks_;
  PackedWeights packed_;
};

/// The one network of these very weights and this graph that lives now, or a new one. Without
/// `dropout` that is left out.
[[nodiscard]] std::shared_ptr<Network> shared_network(const graph::Model& model, bool dropout);

}  // namespace autochrome::infer
