// Training towards the true colours themselves (study, section 4.7.1).
#pragma once

#include "train/method.h"

namespace autochrome::train {

class Reconstruction final : public Method {
 public:
  Reconstruction(std::unique_ptr<Learner> learner, Objective objective);

  /// "loss".
  Figures step(const Example& example, const Step& step) override;

  [[nodiscard]] torch::Tensor reconstruction(const torch::Tensor& output,
                                             const Example& example) const override {
    return objective_(output, example);
  }

  [[nodiscard]] Learner& colorizer() noexcept override { return *learner_; }

  [[nodiscard]] std::map<std::string, Learner*> learners() override {
    return {{"network", learner_.get()}};
  }

  [[nodiscard]] bool keeps_lowest_loss() const noexcept override { return true; }

 private:
  std::unique_ptr<Learner> learner_;
  Objective objective_;
};

}  // namespace autochrome::train
