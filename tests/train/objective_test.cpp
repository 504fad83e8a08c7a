#include "train/objective.h"

#include <cmath>

#include <gtest/gtest.h>

#include "train/tensor_color.h"

namespace autochrome::train {
namespace {

const model::Convention kAb{.predict = "ab"};
const model::Convention kRgb{.predict = "rgb"};

torch::Tensor some_pictures() {
  torch::manual_seed(4);
  return torch::rand({2, 3, 6, 6});
}

/// [1, 2, 1, n] of a colour `share` · n times and of another for the rest.
torch::Tensor two_colors(int n, double share, float a, float rare_a) {
  torch::Tensor ab = torch::zeros({1, 2, 1, n});
  const auto common = static_cast<std::int64_t>(share * n);
  ab.select(1, 0).slice(2, 0, common).fill_(a);
  ab.select(1, 0).slice(2, common, n).fill_(rare_a);
  return ab;
}

TEST(Example, SplitsAPictureIntoWhatTheNetworkMeets) {
  const torch::Tensor rgb = some_pictures();
  const Example example = example_of(rgb, kAb);
  EXPECT_EQ(example.input.sizes(), (std::vector<std::int64_t>{2, 1, 6, 6}));
  EXPECT_TRUE(torch::allclose(example.input * 100, lab_of_rgb(rgb).slice(1, 0, 1)));
  EXPECT_LT((ab_of_output(example.target, kAb) - example.ab).abs().max().item<float>(), 1e-3);
  EXPECT_GE(example.target.min().item<float>(), 0);
  EXPECT_LE(example.target.max().item<float>(), 1);
}

TEST(Example, RgbTargetIsThePictureItself) {
  const torch::Tensor rgb = some_pictures();
  const Example example = example_of(rgb, kRgb);
  EXPECT_TRUE(example.target.equal(rgb));
  EXPECT_LT((ab_of_output(example.target, kRgb) - example.ab).abs().max().item<float>(), 1e-3);
}

TEST(Objective, MeanSquaredErrorIsTheStudysFormula) {
  const Example example{.input = {}, .target = torch::tensor({0.0F, 1.0F}), .ab = {}};
  const torch::Tensor output = torch::tensor({0.5F, 0.8F});
  EXPECT_NEAR(Objective("mse", {})(output, example).item<float>(), (0.25F + 0.04F) / 2, 1e-6);
  EXPECT_NEAR(Objective("l1", {})(output, example).item<float>(), (0.5F + 0.2F) / 2, 1e-6);
}

TEST(Objective, SmoothL1IsQuadraticWithinOneLabUnit) {
  const double knee = 1.0 / 220;
  const Example example{.input = {}, .target = torch::zeros({1}), .ab = {}};
  const auto loss = [&](double error) {
    return Objective("smooth-l1", {})(torch::full({1}, error), example).item<double>();
  };
  EXPECT_NEAR(loss(knee / 2), 0.5 * (knee / 2) * (knee / 2) / knee, 1e-8);
  EXPECT_NEAR(loss(0.3), 0.3 - knee / 2, 1e-6);
}

TEST(ColorFrequency, RareColorsWeighMoreAndTheMeanPixelWeighsOne) {
  ColorFrequency frequency;
  const torch::Tensor ab = two_colors(1000, 0.9, 0, 60);
  frequency.add(ab);
  const torch::Tensor weights = frequency.weights(1);
  const Example example{.input = {}, .target = torch::zeros({1, 2, 1, 1000}), .ab = ab};
  const Objective objective("mse", weights);
  // An error of 1 everywhere: the weighted mean is the mean weight.
  EXPECT_NEAR(objective(torch::ones({1, 2, 1, 1000}), example).item<float>(), 1, 1e-5);
  const auto weight_of = [&](float a) {
    const Example one{
        .input = {}, .target = torch::zeros({1, 2, 1, 1}), .ab = two_colors(1, 1, a, a)};
    return objective(torch::ones({1, 2, 1, 1}), one).item<double>();
  };
  EXPECT_GT(weight_of(60), 1.5 * weight_of(0));
  EXPECT_NEAR(weight_of(-80), weight_of(60), 1e-5) << "a colour never met weighs as the rarest";
}

TEST(ColorFrequency, NoRebalancingWeighsAllAlike) {
  ColorFrequency frequency;
  frequency.add(two_colors(1000, 0.9, 0, 60));
  EXPECT_TRUE(torch::allclose(frequency.weights(0), torch::ones_like(frequency.weights(0))));
}

TEST(Objective, GradientAgreesWithDifferences) {
  ColorFrequency frequency;
  const Example example = example_of(some_pictures(), kAb);
  frequency.add(example.ab);
  for (const char* loss : {"mse", "l1", "smooth-l1"}) {
    const Objective objective(loss, frequency.weights(0.5));
    torch::manual_seed(9);
    torch::Tensor output = torch::rand({2, 2, 6, 6}).set_requires_grad(true);
    objective(output, example).backward();
    const double step = 1e-2;
    for (const std::int64_t at : {0, 31, 143}) {
      const torch::Tensor nudge = torch::zeros({144});
      nudge[at] = step;
      const torch::Tensor moved = nudge.reshape({2, 2, 6, 6});
      const double slope = (objective(output.detach() + moved, example).item<double>() -
                            objective(output.detach() - moved, example).item<double>()) /
                           (2 * step);
      EXPECT_NEAR(output.grad().reshape(-1)[at].item<double>(), slope, 2e-4) << loss;
    }
  }
}

}  // namespace
}  // namespace autochrome::train
