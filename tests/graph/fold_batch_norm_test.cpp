#include "graph/passes/fold_batch_norm.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"
#include "graph/builder.h"
#include "reference/interpreter.h"

namespace autochrome::graph {
namespace {

/// Random parameters, among them statistics that change something.
Model random_model(Graph graph, std::uint64_t seed) {
  Random random(seed);
  Weights weights;
  for (const auto& [name, initial] : initial_weights(graph, seed)) {
    Parameter parameter = initial;
    if (parameter.dims.size() == 1) {
      for (float& value : parameter.values) value = static_cast<float>(0.3 + random.uniform());
    }
    weights.set(name, std::move(parameter));
  }
  return {"", Json::object(), std::move(graph),
          std::make_shared<const Weights>(std::move(weights))};
}

int count_norms(const Graph& graph) {
  int count = 0;
  for (const Node& node : graph.nodes()) count += std::holds_alternative<BatchNorm2d>(node.op);
  return count;
}

/// The folded graph gives the same outputs; returns how many normalizations it has left.
int norms_left(Graph graph, std::uint64_t seed) {
  const Model model = random_model(std::move(graph), seed);
  const Model folded = fold_batch_norm(model);
  check_weights(folded.graph, *folded.weights);
  Random random(seed);
  std::vector<Tensor> inputs;
  for (const ValueId id : model.graph.inputs()) {
    inputs.emplace_back(Shape{2, std::get<Input>(model.graph.nodes()[id].op).channels, 6, 5});
    for (float& value : inputs.back().values()) value = static_cast<float>(random.normal());
  }
  const auto wanted = reference::run(model, inputs);
  const auto got = reference::run(folded, inputs);
  EXPECT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    for (std::size_t j = 0; j < wanted[i].values().size(); ++j) {
      EXPECT_NEAR(got[i].values()[j], wanted[i].values()[j], 2e-5);
    }
  }
  return count_norms(folded.graph);
}

TEST(FoldBatchNorm, GoesIntoTheConvolutionBefore) {
  for (const bool bias : {false, true}) {
    for (const int groups : {1, 3}) {
      GraphBuilder net;
      const Value x = net.conv("conv", net.input("x", 3), 6, {.groups = groups, .bias = bias});
      const Value y = net.relu(net.batch_norm("norm", x));
      EXPECT_EQ(norms_left(std::move(net).finish({{"y", y}}), 3), 0);
    }
  }
}

TEST(FoldBatchNorm, GoesIntoTheTransposedConvolutionBefore) {
  for (const bool bias : {false, true}) {
    GraphBuilder net;
    const Value x = net.conv_transpose("conv", net.input("x", 3), 5, {.bias = bias});
    EXPECT_EQ(norms_left(std::move(net).finish({{"y", net.batch_norm("norm", x)}}), 9), 0);
  }
}

TEST(FoldBatchNorm, TwoInARowBothGo) {
  GraphBuilder net;
  const Value x = net.conv("conv", net.input("x", 3), 6);
  const Value y = net.batch_norm("norm2", net.batch_norm("norm1", x));
  EXPECT_EQ(norms_left(std::move(net).finish({{"y", y}}), 4), 0);
}

TEST(FoldBatchNorm, StaysBehindAnythingElse) {
  GraphBuilder net;
  const Value x = net.batch_norm("norm1", net.input("x", 3));
  const Value y = net.batch_norm("norm2", net.relu(net.conv("conv", x, 4)));
  EXPECT_EQ(norms_left(std::move(net).finish({{"y", y}}), 5), 2);
}

TEST(FoldBatchNorm, StaysWhereTheConvolutionIsReadElsewhere) {
  GraphBuilder net;
  const Value x = net.conv("conv", net.input("x", 3), 4);
  const Value y = net.add(net.batch_norm("norm", x), x);
  EXPECT_EQ(norms_left(std::move(net).finish({{"y", y}}), 6), 1);
}

TEST(FoldBatchNorm, StaysWhereTheConvolutionIsAnOutput) {
  GraphBuilder net;
  const Value x = net.conv("conv", net.input("x", 3), 4);
  const Value y = net.batch_norm("norm", x);
  EXPECT_EQ(norms_left(std::move(net).finish({{"raw", x}, {"y", y}}), 7), 1);
}

TEST(FoldBatchNorm, KeepsOutputsAndLaterReaders) {
  GraphBuilder net;
  const Value x = net.input("x", 2);
  const Value a = net.batch_norm("norm1", net.conv("conv1", x, 4));
  const Value b = net.batch_norm("norm2", net.conv("conv2", a, 4));
  const Value c = net.concat({a, b, x});
  EXPECT_EQ(norms_left(std::move(net).finish({{"c", c}, {"a", a}, {"b", b}}), 8), 0);
}

}  // namespace
}  // namespace autochrome::graph
