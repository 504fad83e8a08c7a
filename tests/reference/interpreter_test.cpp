// The interpreter is what all else is compared with, so it is held to numbers worked out by hand.
#include "reference/interpreter.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "base/error.h"
#include "graph/builder.h"

namespace autochrome::reference {
namespace {

using graph::GraphBuilder;
using graph::Interpolation;
using graph::Value;

Tensor tensor(const Shape& shape, std::vector<float> values) {
  Tensor out(shape);
  std::ranges::copy(values, out.values().begin());
  return out;
}

/// 1, 2, 3, ...
Tensor counting(const Shape& shape) {
  Tensor out(shape);
  std::iota(out.values().begin(), out.values().end(), 1.0F);
  return out;
}

Weights weights_of(std::initializer_list<std::pair<const char*, Parameter>> parameters) {
  Weights weights;
  for (const auto& [name, parameter] : parameters) weights.set(name, parameter);
  return weights;
}

std::vector<float> result(GraphBuilder net,
                          Value y,
                          const Weights& weights,
                          std::vector<Tensor> inputs) {
  const graph::Model model{"", Json::object(), std::move(net).finish({{"y", y}}),
                           std::make_shared<const Weights>(weights)};
  const auto outputs = run(model, inputs);
  return {outputs[0].values().begin(), outputs[0].values().end()};
}

using Floats = std::vector<float>;

TEST(Reference, ConvolvesWithZerosAround) {
  GraphBuilder net;
  const Value y = net.conv("conv", net.input("x", 1), 1);
  const auto weights = weights_of(
      {{"conv.weight", {{1, 1, 3, 3}, {0, 1, 0, 2, 0, 3, 0, 4, 0}}}, {"conv.bias", {{1}, {0.5F}}}});
  // 1 2 3 / 4 5 6: above, 2·left, 3·right and 4·below, and the bias.
  EXPECT_EQ(result(net, y, weights, {counting({1, 1, 2, 3})}),
            (Floats{22.5F, 31.5F, 28.5F, 16.5F, 28.5F, 13.5F}));
}

TEST(Reference, StridesAndPadsTheEnd) {
  GraphBuilder net;
  const Value y = net.conv("conv", net.input("x", 1), 1, {.kernel = 3, .stride = 2, .bias = false});
  const auto weights = weights_of({{"conv.weight", {{1, 1, 3, 3}, {1, 1, 1, 1, 1, 1, 1, 1, 1}}}});
  // 1 2 3 4 / 5 6 7 8, one row of zeros below and one column to the right.
  EXPECT_EQ(result(net, y, weights, {counting({1, 1, 2, 4})}), (Floats{24, 22}));
}

TEST(Reference, Dilates) {
  GraphBuilder net;
  const Value y = net.conv("conv", net.input("x", 1), 1, {.dilation = 2, .bias = false});
  const auto weights =
      weights_of({{"conv.weight", {{1, 1, 3, 3}, {0, 0, 0, 1, 10, 100, 0, 0, 0}}}});
  EXPECT_EQ(result(net, y, weights, {counting({1, 1, 1, 4})}), (Floats{310, 420, 31, 42}));
}

TEST(Reference, ConvolvesTransposed) {
  GraphBuilder net;
  const Value y = net.conv_transpose("conv", net.input("x", 1), 1);
  Floats kernel(16);
  std::iota(kernel.begin(), kernel.end(), 1.0F);
  const auto weights =
      weights_of({{"conv.weight", {{1, 1, 4, 4}, kernel}}, {"conv.bias", {{1}, {0.5F}}}});
  // 1 and 10 each put 1..16 into four rows of four, two columns apart; the rim is cut off.
  EXPECT_EQ(result(net, y, weights, {tensor({1, 1, 1, 2}, {1, 10})}),
            (Floats{6.5F, 57.5F, 68.5F, 70.5F, 10.5F, 101.5F, 112.5F, 110.5F}));
}

TEST(Reference, SumsTransposedChannels) {
  GraphBuilder net;
  const Value y =
      net.conv_transpose("conv", net.input("x", 2), 2, {.kernel = 1, .stride = 1, .bias = false});
  const auto weights = weights_of({{"conv.weight", {{2, 2, 1, 1}, {1, 2, 10, 20}}}});
  EXPECT_EQ(result(net, y, weights, {tensor({1, 2, 1, 1}, {3, 4})}), (Floats{43, 86}));
}

TEST(Reference, DropoutDoesNothing) {
  GraphBuilder net;
  const Value y = net.dropout(net.input("x", 1), 0.9F);
  EXPECT_EQ(result(net, y, {}, {counting({1, 1, 1, 2})}), (Floats{1, 2}));
}

TEST(Reference, KeepsGroupsApart) {
  GraphBuilder net;
  const Value y = net.conv("conv", net.input("x", 4), 2, {.kernel = 1, .groups = 2, .bias = false});
  const auto weights = weights_of({{"conv.weight", {{2, 2, 1, 1}, {1, 10, 100, 1000}}}});
  EXPECT_EQ(result(net, y, weights, {counting({1, 4, 1, 1})}), (Floats{21, 4300}));
}

TEST(Reference, NormalizesWithRunningStatistics) {
  GraphBuilder net;
  const Value y = net.batch_norm("norm", net.input("x", 2));
  const auto weights = weights_of({{"norm.weight", {{2}, {2, 1}}},
                                   {"norm.bias", {{2}, {1, 0}}},
                                   {"norm.running_mean", {{2}, {3, 0}}},
                                   {"norm.running_var", {{2}, {4 - 1e-3F, 1}}}});
  const auto got = result(net, y, weights, {tensor({1, 2, 1, 2}, {3, 5, 1, -1})});
  EXPECT_NEAR(got[0], 1, 1e-6);
  EXPECT_NEAR(got[1], 3, 1e-6);
  EXPECT_NEAR(got[2], 1 / std::sqrt(1.001), 1e-6);
  EXPECT_NEAR(got[3], -1 / std::sqrt(1.001), 1e-6);
}

TEST(Reference, Activates) {
  const auto activated = [](auto&& activate) {
    GraphBuilder net;
    const Value y = activate(net, net.input("x", 1));
    return result(net, y, {}, {tensor({1, 1, 1, 3}, {-2, 0, 2})});
  };
  EXPECT_EQ(activated([](auto& net, Value x) { return net.relu(x); }), (Floats{0, 0, 2}));
  EXPECT_EQ(activated([](auto& net, Value x) { return net.leaky_relu(x, 0.25F); }),
            (Floats{-0.5F, 0, 2}));
  const auto sigmoid = activated([](auto& net, Value x) { return net.sigmoid(x); });
  EXPECT_NEAR(sigmoid[0], 0.119203, 1e-6);
  EXPECT_EQ(sigmoid[1], 0.5F);
  EXPECT_NEAR(sigmoid[2], 0.880797, 1e-6);
  const auto tanh = activated([](auto& net, Value x) { return net.tanh(x); });
  EXPECT_NEAR(tanh[2], 0.964028, 1e-6);
}

TEST(Reference, PoolsTheLargest) {
  GraphBuilder net;
  const Value y = net.max_pool(net.input("x", 1));
  EXPECT_EQ(result(net, y, {}, {tensor({1, 1, 2, 4}, {-4, -3, 9, 1, -2, -1, 5, 7})}),
            (Floats{-1, 9}));
}

TEST(Reference, RepeatsTheNearest) {
  GraphBuilder net;
  const Value y = net.resize(net.input("x", 1), 2);
  EXPECT_EQ(result(net, y, {}, {tensor({1, 1, 1, 2}, {3, 4})}), (Floats{3, 3, 4, 4, 3, 3, 4, 4}));
}

TEST(Reference, InterpolatesAtHalfPixelCentres) {
  GraphBuilder net;
  const Value y = net.resize(net.input("x", 1), 2, Interpolation::Bilinear);
  EXPECT_EQ(result(net, y, {}, {tensor({1, 1, 1, 2}, {0, 4})}), (Floats{0, 1, 3, 4, 0, 1, 3, 4}));
}

TEST(Reference, ConcatenatesChannelsOfEveryPicture) {
  GraphBuilder net;
  const Value y = net.concat({net.input("a", 1), net.input("b", 2)});
  EXPECT_EQ(result(net, y, {}, {tensor({2, 1, 1, 1}, {1, 2}), tensor({2, 2, 1, 1}, {3, 4, 5, 6})}),
            (Floats{1, 3, 4, 2, 5, 6}));
}

TEST(Reference, Adds) {
  GraphBuilder net;
  const Value a = net.input("a", 1);
  const Value y = net.add(a, net.input("b", 1));
  EXPECT_EQ(result(net, y, {}, {tensor({1, 1, 1, 2}, {1, 2}), tensor({1, 1, 1, 2}, {30, 40})}),
            (Floats{31, 42}));
}

TEST(Reference, AveragesWholePictures) {
  GraphBuilder net;
  const Value y = net.global_average_pool(net.input("x", 2));
  EXPECT_EQ(result(net, y, {}, {tensor({1, 2, 2, 2}, {1, 2, 3, 6, 10, 20, 30, 40})}),
            (Floats{3, 25}));
}

TEST(Reference, RefusesInputsThatDoNotFit) {
  GraphBuilder net;
  const Value y = net.max_pool(net.input("x", 1));
  EXPECT_THROW(static_cast<void>(result(net, y, {}, {counting({1, 1, 3, 2})})), ShapeError);
}

}  // namespace
}  // namespace autochrome::reference
