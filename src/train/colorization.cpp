#include "train/colorization.h"

#include <utility>

#include <fmt/format.h>

namespace autochrome::train {

using torch::Tensor;

Colorization::Colorization(Objective objective, model::Convention convention)
    : objective_(std::move(objective)), convention_(std::move(convention)) {}

Example Colorization::example_of(const Tensor& rgb, const Tensor& /*labels*/) const {
  return train::example_of(rgb, convention_);
}

Measures Colorization::measures(const Tensor& output, const Example& example) const {
  const auto pictures = static_cast<double>(example.ab.size(0));
  const auto values = static_cast<double>(example.ab.numel());
  const Tensor error = ab_of_output(output, convention_) - example.ab;
  return {
      {"validation_loss", {objective_(output, example).to(torch::kDouble) * pictures, pictures}},
      {"validation_ab_mse", {error.square().sum(torch::kDouble), values}},
      {"gray_ab_mse", {example.ab.square().sum(torch::kDouble), values}}};
}

std::string Colorization::in_words(const Json& metrics) const {
  return fmt::format("ab error {:.1f} (gray {:.1f})", metrics.at("validation_ab_mse").get<double>(),
                     metrics.at("gray_ab_mse").get<double>());
}

}  // namespace autochrome::train
