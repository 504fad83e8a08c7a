// Which layers of a network become chains of 1×1 convolutions.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "graph/builder.h"
#include "infer/session.h"
#include "reference/interpreter.h"
#include "tests/graph/random_model.h"

namespace autochrome::infer {
namespace {

using graph::GraphBuilder;
using graph::Value;

/// The kernels that run a network, by name.
std::vector<std::string> kernels_of(graph::Graph graph, const Shape& shape) {
  const graph::Model model = random_model(std::move(graph), 5);
  Session session(model);
  const Tensor in = random_tensor(shape, 1);
  Tensor out(model.graph.infer_shapes({{shape}})[model.graph.outputs()[0].value]);
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  std::vector<std::string> kernels;
  for (const StepTime& step : session.profile({&from, 1}, {&to, 1})) kernels.push_back(step.kernel);
  const Tensor wanted = std::move(reference::run(model, {{in}})[0]);
  for (std::size_t i = 0; i < wanted.values().size(); ++i) {
    EXPECT_NEAR(out.values()[i], wanted.values()[i], 1e-4 * (1 + std::abs(wanted.values()[i])));
  }
  return kernels;
}

graph::Graph residual(int channels) {
  GraphBuilder net;
  const Value x = net.conv("first", net.input("x", 16), channels, {.kernel = 1});
  Value y = net.leaky_relu(net.batch_norm("norm", x), 0.2F);
  y = net.leaky_relu(net.conv("conv1", y, channels, {.kernel = 1}), 0.2F);
  return std::move(net).finish({{"z", net.add(x, net.conv("conv2", y, channels, {.kernel = 1}))}});
}

/// A chain that must end in the middle, as others read what is there.
graph::Graph forked() {
  GraphBuilder net;
  const Value x = net.conv("conv1", net.input("x", 128), 128, {.kernel = 1});
  const Value y = net.conv("conv2", x, 128, {.kernel = 1});
  return std::move(net).finish({{"z", net.concat({x, y})}});
}

TEST(PointwiseChain, AResidualLayerIsOneStep) {
  const auto kernels = kernels_of(residual(128), {1, 16, 20, 19});
  EXPECT_EQ(std::ranges::count(kernels, "pointwise"), 1);
  EXPECT_EQ(std::ranges::count(kernels, "affine"), 0);
}

TEST(PointwiseChain, WhatOthersReadEndsAChain) {
  EXPECT_EQ(std::ranges::count(kernels_of(forked(), {1, 128, 20, 19}), "pointwise"), 2);
}

TEST(PointwiseChain, NarrowChainsAreOneStepToo) {
  EXPECT_EQ(std::ranges::count(kernels_of(residual(32), {1, 16, 20, 19}), "pointwise"), 1);
}

TEST(PointwiseChain, FewPixelsAndOddChannelsAreLeftToOthers) {
  EXPECT_EQ(std::ranges::count(kernels_of(residual(128), {1, 16, 3, 5}), "pointwise"), 0);
  EXPECT_EQ(std::ranges::count(kernels_of(residual(40), {1, 16, 20, 19}), "pointwise"), 0);
}

}  // namespace
}  // namespace autochrome::infer
