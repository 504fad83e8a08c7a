#include "train/learner.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::train {

namespace {

using torch::Tensor;

constexpr double kSquareDecay = 0.999;      // Adam's β2, everybody's default
constexpr double kKerasAdamEpsilon = 1e-7;  // the study trains with Keras
constexpr double kClipEpsilon = 1e-6;

/// As torch::nn::utils::clip_grad_norm_, but without waiting for the device.
void clip_gradients(const std::vector<Tensor>& gradients, double largest) {
  std::vector<Tensor> norms;
  for (const Tensor& gradient : gradients) norms.push_back(gradient.norm());
  const Tensor factor = (largest / (torch::stack(norms).norm() + kClipEpsilon)).clamp_max(1.0);
  for (const Tensor& gradient : gradients) gradient.mul_(factor);
}

void copy_state(const State& from, const State& to) {
  torch::NoGradGuard no_gradient;
  for (const auto& [name, value] : to) {
    const auto found = from.find(name);
    if (found == from.end() || found->second.sizes() != value.sizes()) {
      throw InputError(
          fmt::format("the checkpoint does not fit: '{}' is missing or misshapen", name));
    }
    value.copy_(found->second);
  }
}

}  // namespace

Learner::Learner(const graph::Graph& graph,
                 const Weights& start,
                 const Execution& execution,
                 const TrainOptions& options,
                 double average,
                 const Ranks& ranks)
    : network_(graph, start, execution),
      parameters_(network_.parameters()),
      clip_(options.clip),
      decay_(average),
      ranks_(ranks) {
  if (average > 0) average_.emplace(graph, start, execution);
  adam_ = std::make_unique<torch::optim::Adam>(parameters_,
                                               torch::optim::AdamOptions(options.learning_rate)
                                                   .betas({options.momentum, kSquareDecay})
                                                   .eps(kKerasAdamEpsilon)
                                                   .weight_decay(options.weight_decay));
}

void Learner::descend(const Tensor& loss, double learning_rate, std::int64_t steps) {
  loss.backward();
  std::vector<Tensor> gradients;
  for (const Tensor& parameter : parameters_) gradients.push_back(parameter.grad());
  torch::NoGradGuard no_gradient;
  ranks_.average(gradients);
  if (clip_ > 0) clip_gradients(gradients, clip_);
  for (auto& group : adam_->param_groups()) {
    static_cast<torch::optim::AdamOptions&>(group.options()).lr(learning_rate);
  }
  adam_->step();
  // Not kept until they are replaced: the next forward pass needs the memory.
  for (Tensor& parameter : parameters_) parameter.mutable_grad() = Tensor();
  if (average_) update_average(steps + 1);
}

void Learner::update_average(std::int64_t steps) {
  // Early weights are far from any good: the average starts short and grows to its full length,
  // as TensorFlow's tf.train.ExponentialMovingAverage does given num_updates.
  const auto at = static_cast<double>(steps);
  const double kept = std::min(decay_, (1 + at) / (10 + at));
  for (const auto& [name, value] : average_->state()) {
    value.lerp_(network_.state().at(name), 1 - kept);
  }
}

LearnerState Learner::state() const {
  return {.weights = network_.state(),
          .average = average_ ? average_->state() : State{},
          .optimizer = bytes_of(*adam_)};
}

bool Learner::is_finite() const {
  torch::NoGradGuard no_gradient;
  std::vector<Tensor> sums;  // one wait for all
  for (const auto& [name, value] : network_.state()) sums.push_back(value.sum(torch::kDouble));
  if (average_) {
    for (const auto& [name, value] : average_->state()) sums.push_back(value.sum(torch::kDouble));
  }
  return torch::stack(sums).isfinite().all().item<bool>();
}

void Learner::restore(const LearnerState& state) {
  copy_state(state.weights, network_.state());
  if (average_) copy_state(state.average, average_->state());
  train::restore(*adam_, state.optimizer);
}

}  // namespace autochrome::train
