// Training towards the true colours themselves (study, section 4.7.1).
#pragma once

#include "train/colorization.h"

namespace autochrome::train {

class Reconstruction final : public Colorization {
 public:
  Reconstruction(std::unique_ptr<Learner> learner,
                 Objective objective,
                 model::Convention convention);

  /// "loss".
  Figures step(const Example& example, const Step& step) override;

  [[nodiscard]] Learner& kept() noexcept override { return *learner_; }

  [[nodiscard]] std::map<std::string, Learner*> learners() override {
    return {{"network", learner_.get()}};
  }

  [[nodiscard]] bool keeps_lowest_loss() const noexcept override { return true; }

 private:
  std::unique_ptr<Learner> learner_;
};

}  // namespace autochrome::train
