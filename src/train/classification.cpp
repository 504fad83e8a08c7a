#include "train/classification.h"

#include <algorithm>

#include <fmt/format.h>

namespace autochrome::train {

namespace {

namespace F = torch::nn::functional;
using torch::Tensor;

constexpr double kSmoothing = 0.1;

/// [N, classes] of the network's [N, classes, 1, 1].
Tensor logits_of(const Tensor& output) { return output.flatten(1); }

/// The mean cross-entropy against smoothed labels. libtorch's own looks for labels to ignore, and
/// waits for the device to tell how many there are.
Tensor smoothed_cross_entropy(const Tensor& logits, const Tensor& labels) {
  const Tensor logs = logits.log_softmax(1);
  const Tensor labelled = logs.gather(1, labels.unsqueeze(1)).squeeze(1);
  return -((1 - kSmoothing) * labelled + kSmoothing * logs.mean(1)).mean();
}

/// For every picture whether its class is among the `most` likeliest.
Tensor found(const Tensor& logits, const Tensor& labels, std::int64_t most) {
  const Tensor likeliest = std::get<1>(logits.topk(std::min(most, logits.size(1)), 1));
  return likeliest.eq(labels.unsqueeze(1)).any(1).to(torch::kDouble);
}

}  // namespace

Example Classification::example_of(const Tensor& rgb, const Tensor& labels) const {
  return {.input = rgb, .target = labels, .ab = {}};
}

Figures Classification::step(const Example& example, const Step& step) {
  const Tensor logits = logits_of(learner_->network().forward(example.input, true));
  const Tensor loss = smoothed_cross_entropy(logits, example.target);
  learner_->descend(loss * step.share, step.learning_rate, step.steps);
  return {{"loss", loss.detach()}, {"accuracy", found(logits.detach(), example.target, 1).mean()}};
}

Measures Classification::measures(const Tensor& output, const Example& example) const {
  const Tensor logits = logits_of(output);
  const auto pictures = static_cast<double>(logits.size(0));
  const Tensor loss = F::cross_entropy(logits, example.target);
  return {{"validation_loss", {loss.to(torch::kDouble) * pictures, pictures}},
          {"validation_accuracy", {found(logits, example.target, 1).sum(), pictures}},
          {"validation_top5", {found(logits, example.target, 5).sum(), pictures}}};
}

std::string Classification::in_words(const Json& metrics) const {
  return fmt::format("accuracy {:.1f} %, top 5 {:.1f} %",
                     100 * metrics.at("validation_accuracy").get<double>(),
                     100 * metrics.at("validation_top5").get<double>());
}

}  // namespace autochrome::train
