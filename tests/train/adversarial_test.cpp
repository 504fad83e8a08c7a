#include "train/adversarial.h"

#include <cmath>

#include <gtest/gtest.h>

#include "nets/patch_gan.h"
#include "nets/pix2pix.h"

namespace autochrome::train {
namespace {

using torch::Tensor;

TEST(AdversarialLoss, IsTheStudysMeanSquare) {
  const AdversarialLoss loss("mse");
  const Tensor real = torch::tensor({1.0F, 0.5F});
  const Tensor made = torch::tensor({0.0F, 2.0F});
  EXPECT_FLOAT_EQ(loss.of_discriminator(real, made).item<float>(), 0.25F / 2 + 4.0F / 2);
  EXPECT_FLOAT_EQ(loss.of_generator(made).item<float>(), (1.0F + 1.0F) / 2);
}

TEST(AdversarialLoss, IsTheStudysCrossEntropy) {
  const AdversarialLoss loss("bce");
  const Tensor real = torch::tensor({std::log(3.0F)});  // probability 3/4
  const Tensor made = torch::tensor({0.0F});            // probability 1/2
  EXPECT_NEAR(loss.of_discriminator(real, made).item<float>(), -std::log(0.75) - std::log(0.5),
              1e-6);
  EXPECT_NEAR(loss.of_generator(made).item<float>(), -std::log(0.5), 1e-6);
}

TEST(AdversarialLoss, CrossEntropyStaysFiniteWhereTheDiscriminatorIsSure) {
  const AdversarialLoss loss("bce");
  for (const float score : {-1000.0F, 1000.0F}) {
    Tensor sure = torch::tensor({score}).set_requires_grad(true);
    const Tensor sum = loss.of_discriminator(sure, sure) + loss.of_generator(sure);
    sum.backward();
    EXPECT_TRUE(std::isfinite(sum.item<float>())) << score;
    EXPECT_TRUE(std::isfinite(sure.grad().item<float>())) << score;
  }
}

TEST(AdversarialLoss, GradientsAgreeWithDifferences) {
  for (const char* kind : {"mse", "bce"}) {
    const AdversarialLoss loss(kind);
    const auto at = [&loss](double score) {
      const Tensor made = torch::tensor({score}, torch::kDouble);
      return loss.of_generator(made).item<double>() +
             loss.of_discriminator(-made, made).item<double>();
    };
    Tensor made = torch::tensor({0.3}, torch::kDouble).set_requires_grad(true);
    (loss.of_generator(made) + loss.of_discriminator(-made, made)).backward();
    EXPECT_NEAR(made.grad().item<double>(), (at(0.3 + 1e-5) - at(0.3 - 1e-5)) / 2e-5, 1e-6) << kind;
  }
}

class AdversarialStep : public ::testing::Test {
 protected:
  AdversarialStep() {
    torch::manual_seed(3);
    options_.learning_rate = 1e-3F;
    const graph::Graph made = nets::pix2pix({.width = 4, .depth = 2, .outputs = 2});
    const graph::Graph judged = nets::patch_gan({.width = 4, .colors = 2});
    generator_ = learner(made);
    discriminator_ = learner(judged);
    example_ = {.input = torch::rand({2, 1, 16, 16}),
                .target = torch::rand({2, 2, 16, 16}),
                .ab = torch::zeros({2, 2, 16, 16})};
  }

  std::unique_ptr<Learner> learner(const graph::Graph& graph) {
    return std::make_unique<Learner>(graph, initial_weights(graph, 1), Execution{}, options_, 0.0,
                                     ranks_);
  }

  static double sum_of(Learner& learner) {
    double sum = 0;
    for (const Tensor& parameter : learner.network().parameters()) {
      sum += parameter.abs().sum(torch::kDouble).item<double>();
    }
    return sum;
  }

  Ranks ranks_{Place{}, torch::kCPU};
  TrainOptions options_;
  std::unique_ptr<Learner> generator_;
  std::unique_ptr<Learner> discriminator_;
  Example example_;
};

TEST_F(AdversarialStep, BothLearnAndAllIsRecorded) {
  Learner* const generator = generator_.get();
  Learner* const discriminator = discriminator_.get();
  const double generator_before = sum_of(*generator);
  const double discriminator_before = sum_of(*discriminator);
  Adversarial method(std::move(generator_), std::move(discriminator_), Objective("mse", {}), {},
                     options_);
  const Figures figures = method.step(example_, {.learning_rate = 1e-3});
  EXPECT_NE(sum_of(*generator), generator_before);
  EXPECT_NE(sum_of(*discriminator), discriminator_before);
  for (const char* name : {"loss", "adversarial_loss", "reconstruction_loss", "discriminator_loss",
                           "real_score", "fake_score"}) {
    ASSERT_TRUE(figures.contains(name)) << name;
    EXPECT_TRUE(figures.at(name).isfinite().item<bool>()) << name;
  }
  EXPECT_NEAR(figures.at("loss").item<double>(),
              figures.at("adversarial_loss").item<double>() +
                  100 * figures.at("reconstruction_loss").item<double>(),
              1e-4);
}

TEST_F(AdversarialStep, DiscriminatorLearnsToTellThemApart) {
  options_.adversarial_weight = 0;  // a generator that does not fight back
  Adversarial method(std::move(generator_), std::move(discriminator_), Objective("mse", {}), {},
                     options_);
  Figures figures;
  for (int i = 0; i < 60; ++i) figures = method.step(example_, {.learning_rate = 2e-3, .steps = i});
  EXPECT_GT(figures.at("real_score").item<float>(), figures.at("fake_score").item<float>() + 0.5F);
}

TEST_F(AdversarialStep, GeneratorsGradientLeavesTheDiscriminatorAlone) {
  options_.reconstruction_weight = 0;
  Learner* const discriminator = discriminator_.get();
  Adversarial method(std::move(generator_), std::move(discriminator_), Objective("mse", {}), {},
                     options_);
  method.step(example_, {.learning_rate = 1e-3});
  for (const Tensor& parameter : discriminator->network().parameters()) {
    EXPECT_TRUE(parameter.requires_grad());
    // The generator's step comes last: a gradient from it would be here, and be added to the next.
    EXPECT_FALSE(parameter.grad().defined());
  }
}

}  // namespace
}  // namespace autochrome::train
