// What all methods that train colorizers share: how a batch becomes lightness and colour, and the
// error of a and b that they are judged by.
#pragma once

#include "train/method.h"

namespace autochrome::train {

class Colorization : public Method {
 public:
  Colorization(Objective objective, model::Convention convention);

  /// Labels do not matter.
  [[nodiscard]] Example example_of(const torch::Tensor& rgb,
                                   const torch::Tensor& labels) const override;

  /// "validation_loss", the reconstruction loss alone; "validation_ab_mse", the mean squared error
  /// of a and b in Lab units; "gray_ab_mse", the same of no colour.
  [[nodiscard]] Measures measures(const torch::Tensor& output,
                                  const Example& example) const override;

  [[nodiscard]] std::string in_words(const Json& metrics) const override;

 protected:
  [[nodiscard]] const Objective& objective() const noexcept { return objective_; }

 private:
  Objective objective_;
  model::Convention convention_;
};

}  // namespace autochrome::train
