#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "graph/builder.h"
#include "tests/message_of.h"

namespace autochrome::graph {
namespace {

Graph sample() {
  GraphBuilder net;
  const Value x = net.conv("conv", net.input("x", 32), 64, {.kernel = 5});
  return std::move(net).finish({{"y", net.batch_norm("norm", x)}});
}

std::string complaint(const Weights& weights) {
  return testing::message_of<ModelError>([&] { check_weights(sample(), weights); });
}

TEST(Weights, StartTheSameForTheSameSeed) {
  const Weights first = initial_weights(sample(), 7);
  const Weights again = initial_weights(sample(), 7);
  const Weights other = initial_weights(sample(), 8);
  EXPECT_EQ(first.at("conv.weight").values, again.at("conv.weight").values);
  EXPECT_NE(first.at("conv.weight").values, other.at("conv.weight").values);
}

TEST(Weights, StartAsHeEtAlSay) {
  const Weights weights = initial_weights(sample(), 7);
  const auto& values = weights.at("conv.weight").values;
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  const double square = std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
  EXPECT_NEAR(mean, 0, 3e-4);
  EXPECT_NEAR(square / count, 2.0 / (32 * 25), 5e-5);
  EXPECT_EQ(weights.at("conv.bias").values, std::vector<float>(64, 0.0F));
  EXPECT_EQ(weights.at("norm.weight").values, std::vector<float>(64, 1.0F));
  EXPECT_EQ(weights.at("norm.running_var").values, std::vector<float>(64, 1.0F));
  EXPECT_EQ(weights.at("norm.running_mean").values, std::vector<float>(64, 0.0F));
}

TEST(Weights, FitTheirGraph) { EXPECT_EQ(complaint(initial_weights(sample(), 1)), ""); }

TEST(Weights, OfAnotherShapeAreRefused) {
  Weights weights = initial_weights(sample(), 1);
  weights.set("norm.bias", {{63}, std::vector<float>(63)});
  EXPECT_EQ(complaint(weights), "parameter 'norm.bias' has the shape [63]; wanted [64]");
}

TEST(Weights, ThatAreNotFiniteAreRefused) {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    Weights weights = initial_weights(sample(), 1);
    Parameter bias = weights.at("conv.bias");
    bias.values[5] = bad;
    weights.set("conv.bias", bias);
    EXPECT_EQ(complaint(weights), "parameter 'conv.bias' holds values that are not finite");
  }
}

TEST(Weights, ThatAreMissingOrUnknownAreRefused) {
  Weights weights = initial_weights(sample(), 1);
  weights.set("extra.weight", {{1}, {0.0F}});
  EXPECT_EQ(complaint(weights), "the network has no parameter 'extra.weight'");
  EXPECT_NE(complaint({}).find("conv.weight"), std::string::npos);
}

}  // namespace
}  // namespace autochrome::graph
