// A network in training: with its optimizer, and with the moving average of its weights where one
// is kept.
#pragma once

#include <memory>
#include <optional>

#include <torch/torch.h>

#include "train/checkpoint.h"
#include "train/graph_module.h"
#include "train/options.h"
#include "train/ranks.h"

namespace autochrome::train {

class Learner {
 public:
  /// `average` is the decay of the weights' moving average, 0 for none.
  Learner(const graph::Graph& graph,
          const Weights& start,
          const Execution& execution,
          const TrainOptions& options,
          double average,
          const Ranks& ranks);

  [[nodiscard]] GraphModule& network() noexcept { return network_; }

  /// The network to validate and to keep: the average where there is one.
  [[nodiscard]] GraphModule& judged() noexcept { return average_ ? *average_ : network_; }

  /// One step of Adam down the gradient of `loss`, averaged over the ranks. `steps` were made
  /// before.
  void descend(const torch::Tensor& loss, double learning_rate, std::int64_t steps);

  [[nodiscard]] LearnerState state() const;

  /// Whether all weights and statistics are, the average's too. Waits for the device.
  [[nodiscard]] bool is_finite() const;

  /// Throws InputError when the state is of another network.
  void restore(const LearnerState& state);

 private:
  void update_average(std::int64_t steps);

  GraphModule network_;
  std::optional<GraphModule> average_;
  std::vector<torch::Tensor> parameters_;
  std::unique_ptr<torch::optim::Adam> adam_;
  double clip_;
  double decay_;
  const Ranks& ranks_;
};

}  // namespace autochrome::train
