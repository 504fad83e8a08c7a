#include "train/learner.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <gtest/gtest.h>

#include "graph/builder.h"

namespace autochrome::train {
namespace {

/// One filter of one weight, w: y = w · x.
graph::Graph one_weight() {
  graph::GraphBuilder net;
  const graph::Value y = net.conv("only", net.input("x", 1), 1, {.kernel = 1, .bias = false});
  return std::move(net).finish({{"y", y}});
}

class LearnerOfOneWeight : public ::testing::Test {
 protected:
  [[nodiscard]] Learner learner(const TrainOptions& options, double average = 0) const {
    Weights start;
    start.set("only.weight", {{1, 1, 1, 1}, {2.0F}});
    return {one_weight(), start, Execution{}, options, average, ranks_};
  }

  /// A step down `slope` · w.
  static void descend(Learner& learner, float slope, std::int64_t steps) {
    const torch::Tensor x = torch::full({1, 1, 1, 1}, slope);
    learner.descend(learner.network().forward(std::array{x}, true).sum(), 0.1, steps);
  }

  static float weight_in(const GraphModule& network) {
    return network.state().at("only.weight").item<float>();
  }

  const Ranks ranks_{Place{}, torch::kCPU};
};

TEST_F(LearnerOfOneWeight, FirstStepOfAdamIsTheLearningRate) {
  Learner learner = this->learner({});
  descend(learner, 3, 0);
  EXPECT_NEAR(weight_in(learner.network()), 2 - 0.1, 1e-6);
}

TEST_F(LearnerOfOneWeight, ClippedGradientsAreScaledToTheLargestNorm) {
  // Adam's second step tells gradients of 1 and 3 apart, and not those of 1 and 1.
  const auto after_two = [this](float clip) {
    Learner learner = this->learner({.clip = clip});
    descend(learner, 1, 0);
    descend(learner, 3, 1);
    return weight_in(learner.network());
  };
  Learner even = learner({});
  descend(even, 1, 0);
  descend(even, 1, 1);
  EXPECT_NEAR(after_two(1), weight_in(even.network()), 1e-5);
  EXPECT_GT(std::abs(after_two(0) - weight_in(even.network())), 1e-3);
}

TEST_F(LearnerOfOneWeight, WeightDecayPullsTowardsZero) {
  Learner learner = this->learner({.weight_decay = 0.5F});
  descend(learner, -0.9F, 0);  // and 0.5 · 2 the other way
  EXPECT_NEAR(weight_in(learner.network()), 2 - 0.1, 1e-4);
}

TEST_F(LearnerOfOneWeight, AverageStartsShortAndGrowsToItsLength) {
  Learner learner = this->learner({}, 0.5);
  descend(learner, 1, 0);
  const float first = weight_in(learner.network());
  // tf.train.ExponentialMovingAverage: (1 + n) / (10 + n) of what was, n = 1 update
  float wanted = 2.0F * 2 / 11 + first * 9 / 11;
  EXPECT_NEAR(weight_in(learner.judged()), wanted, 1e-6);
  descend(learner, 1, 98);  // n = 99: 100 / 109 is above the decay
  wanted = 0.5F * wanted + 0.5F * weight_in(learner.network());
  EXPECT_NEAR(weight_in(learner.judged()), wanted, 1e-6);
}

TEST_F(LearnerOfOneWeight, TellsWhetherItsWeightsAreFinite) {
  Learner learner = this->learner({});
  EXPECT_TRUE(learner.is_finite());
  descend(learner, std::numeric_limits<float>::quiet_NaN(), 0);
  EXPECT_FALSE(learner.is_finite());
}

}  // namespace
}  // namespace autochrome::train
