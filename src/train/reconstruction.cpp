#include "train/reconstruction.h"

#include <utility>

namespace autochrome::train {

Reconstruction::Reconstruction(std::unique_ptr<Learner> learner,
                               Objective objective,
                               model::Convention convention)
    : Colorization(std::move(objective), std::move(convention)), learner_(std::move(learner)) {}

Figures Reconstruction::step(const Example& example, const Step& step) {
  const torch::Tensor loss = objective()(learner_->network().forward(example.input, true), example);
  learner_->descend(loss * step.share, step.learning_rate, step.steps);
  return {{"loss", loss.detach()}};
}

}  // namespace autochrome::train
