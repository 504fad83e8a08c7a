// The training of Pix2Pix (study, sections 4.6 to 4.8): a generator that reconstructs and deceives,
// and a discriminator that tells true colours from made ones, updated in turn.
#pragma once

#include "train/colorization.h"

namespace autochrome::train {

/// How scores [N, 1, h, w] are judged (study, section 4.7.2); "Preds" of the formulas.
class AdversarialLoss {
 public:
  /// `kind` is "mse" or "bce".
  explicit AdversarialLoss(std::string kind) : kind_(std::move(kind)) {}

  /// What the discriminator minimizes, the study's formulas:
  /// "mse": mean (real - 1)² + mean made²;
  /// "bce": -mean (log(p(real) + ε) + log(1 - p(made) + ε)), p the sigmoid, ε = 1e-7.
  [[nodiscard]] torch::Tensor of_discriminator(const torch::Tensor& real,
                                               const torch::Tensor& made) const;

  /// What the generator minimizes: that its own are taken for real. "mse": mean (made - 1)²;
  /// "bce": -mean log(p(made) + ε), whose gradient does not vanish where the discriminator is sure
  /// (Goodfellow et al. 2014, arXiv:1406.2661, section 3).
  [[nodiscard]] torch::Tensor of_generator(const torch::Tensor& made) const;

 private:
  std::string kind_;
};

class Adversarial final : public Colorization {
 public:
  Adversarial(std::unique_ptr<Learner> generator,
              std::unique_ptr<Learner> discriminator,
              Objective objective,
              model::Convention convention,
              const TrainOptions& options);

  /// "loss" (of the generator), its "reconstruction_loss" and "adversarial_loss",
  /// "discriminator_loss", and the mean scores "real_score" and "fake_score".
  Figures step(const Example& example, const Step& step) override;

  [[nodiscard]] Learner& kept() noexcept override { return *generator_; }

  [[nodiscard]] std::map<std::string, Learner*> learners() override {
    return {{"network", generator_.get()}, {"discriminator", discriminator_.get()}};
  }

  /// The lowest reconstruction loss is the palest picture, which is what the adversary is against.
  [[nodiscard]] bool keeps_lowest_loss() const noexcept override { return false; }

 private:
  void teach_discriminator(const Example& example,
                           const torch::Tensor& made,
                           const Step& step,
                           Figures& figures);
  void teach_generator(const Example& example,
                       const torch::Tensor& made,
                       const Step& step,
                       Figures& figures);
  [[nodiscard]] torch::Tensor scores(const Example& example, const torch::Tensor& color);

  std::unique_ptr<Learner> generator_;
  std::unique_ptr<Learner> discriminator_;
  AdversarialLoss adversarial_;
  double adversarial_weight_;
  double reconstruction_weight_;
};

}  // namespace autochrome::train
