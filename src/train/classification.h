// Training the classifier that judges colorizations: cross-entropy between what a picture shows and
// what the network says it does.
#pragma once

#include "train/method.h"

namespace autochrome::train {

class Classification final : public Method {
 public:
  explicit Classification(std::unique_ptr<Learner> learner) : learner_(std::move(learner)) {}

  /// `input` is the picture as it is, `target` the labels.
  [[nodiscard]] Example example_of(const torch::Tensor& rgb,
                                   const torch::Tensor& labels) const override;

  /// "loss", the cross-entropy against labels smoothed by a tenth (Szegedy et al. 2016,
  /// arXiv:1512.00567, section 7), and "accuracy".
  Figures step(const Example& example, const Step& step) override;

  /// "validation_loss", the cross-entropy without smoothing; "validation_accuracy" and
  /// "validation_top5", the shares of pictures whose class is the likeliest and among the five
  /// likeliest.
  [[nodiscard]] Measures measures(const torch::Tensor& output,
                                  const Example& example) const override;

  [[nodiscard]] std::string in_words(const Json& metrics) const override;

  [[nodiscard]] Learner& kept() noexcept override { return *learner_; }

  [[nodiscard]] std::map<std::string, Learner*> learners() override {
    return {{"network", learner_.get()}};
  }

  [[nodiscard]] bool keeps_lowest_loss() const noexcept override { return true; }

 private:
  std::unique_ptr<Learner> learner_;
};

}  // namespace autochrome::train
