#include "train/adversarial.h"

#include <array>
#include <utility>

namespace autochrome::train {

namespace {

using torch::Tensor;

constexpr double kLogEpsilon = 1e-7;  // the study's ε, "to prevent logarithmic divergence"

Tensor log_of(const Tensor& probability) { return (probability + kLogEpsilon).log(); }

void set_learning(const std::vector<Tensor>& parameters, bool learning) {
  for (const Tensor& parameter : parameters) parameter.set_requires_grad(learning);
}

}  // namespace

Tensor AdversarialLoss::of_discriminator(const Tensor& real, const Tensor& made) const {
  if (kind_ == "mse") return (real - 1).square().mean() + made.square().mean();
  return -(log_of(real.sigmoid()).mean() + log_of(1 - made.sigmoid()).mean());
}

Tensor AdversarialLoss::of_generator(const Tensor& made) const {
  return kind_ == "mse" ? (made - 1).square().mean() : -log_of(made.sigmoid()).mean();
}

Adversarial::Adversarial(std::unique_ptr<Learner> generator,
                         std::unique_ptr<Learner> discriminator,
                         Objective objective,
                         model::Convention convention,
                         const TrainOptions& options)
    : Colorization(std::move(objective), std::move(convention)),
      generator_(std::move(generator)),
      discriminator_(std::move(discriminator)),
      adversarial_(options.adversarial),
      adversarial_weight_(options.adversarial_weight),
      reconstruction_weight_(options.reconstruction_weight) {}

Figures Adversarial::step(const Example& example, const Step& step) {
  Figures figures;
  const Tensor made = generator_->network().forward(example.input, true);
  teach_discriminator(example, made.detach(), step, figures);
  teach_generator(example, made, step, figures);
  return figures;
}

void Adversarial::teach_discriminator(const Example& example,
                                      const Tensor& made,
                                      const Step& step,
                                      Figures& figures) {
  const Tensor real_scores = scores(example, example.target);
  const Tensor made_scores = scores(example, made);
  const Tensor loss = adversarial_.of_discriminator(real_scores, made_scores);
  discriminator_->descend(loss * step.share, step.learning_rate, step.steps);
  figures["discriminator_loss"] = loss.detach();
  figures["real_score"] = real_scores.detach().mean();
  figures["fake_score"] = made_scores.detach().mean();
}

void Adversarial::teach_generator(const Example& example,
                                  const Tensor& made,
                                  const Step& step,
                                  Figures& figures) {
  const std::vector<Tensor> judges = discriminator_->network().parameters();
  set_learning(judges, false);  // gradients pass through, and none are kept
  const Tensor adversarial = adversarial_.of_generator(scores(example, made));
  const Tensor reconstruction = objective()(made, example);
  const Tensor loss = adversarial_weight_ * adversarial + reconstruction_weight_ * reconstruction;
  generator_->descend(loss * step.share, step.learning_rate, step.steps);
  set_learning(judges, true);
  figures["loss"] = loss.detach();
  figures["adversarial_loss"] = adversarial.detach();
  figures["reconstruction_loss"] = reconstruction.detach();
}

Tensor Adversarial::scores(const Example& example, const Tensor& color) {
  return discriminator_->network().forward(std::array{example.input, color}, true);
}

}  // namespace autochrome::train
