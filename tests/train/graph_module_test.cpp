#include "train/graph_module.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "base/random.h"
#include "graph/builder.h"
#include "nets/registry.h"
#include "nets/unet.h"
#include "reference/interpreter.h"

namespace autochrome::train {
namespace {

/// Weights that leave no part of the network idle: random statistics and shifts too. Filters are
/// halved, because normalizations that match no data would let values grow from layer to layer.
Weights lively_weights(const graph::Graph& graph) {
  Weights weights;
  Random random(17);
  for (const auto& [name, parameter] : initial_weights(graph, 3)) {
    Parameter lively = parameter;
    const bool filter = parameter.dims.size() > 1;
    for (float& value : lively.values) {
      value = filter ? 0.5F * value : value + static_cast<float>(0.3 * random.uniform());
    }
    weights.set(name, std::move(lively));
  }
  return weights;
}

/// Largest difference between libtorch's and the reference's first output, relative to its range.
double disagreement(const graph::Graph& graph, const Shape& shape) {
  const auto weights = std::make_shared<const Weights>(lively_weights(graph));
  Tensor input(shape);
  Random random(5);
  for (float& value : input.values()) value = static_cast<float>(random.uniform());
  const auto wanted = reference::run({"", {}, graph, weights}, {&input, 1});
  GraphModule module(graph, *weights, Execution{});
  torch::Tensor fed = torch::empty({shape.n, shape.c, shape.h, shape.w});
  std::memcpy(fed.data_ptr<float>(), input.values().data(), input.values().size_bytes());
  torch::NoGradGuard no_gradient;
  const torch::Tensor got = module.forward(fed, false).contiguous();
  EXPECT_EQ(got.numel(), wanted[0].shape().count());
  double difference = 0;
  double largest = 1;
  for (std::size_t i = 0; i < wanted[0].values().size(); ++i) {
    const double value = wanted[0].values()[i];
    difference = std::max(difference, std::abs(value - got.data_ptr<float>()[i]));
    largest = std::max(largest, std::abs(value));
  }
  return difference / largest;
}

graph::Graph every_op() {
  graph::GraphBuilder net;
  graph::Value x = net.input("x", 3);
  const graph::Value wide = net.relu(net.conv("strided", x, 6, {.kernel = 4, .stride = 2}));
  graph::Value y = net.tanh(net.conv("dilated", wide, 6, {.dilation = 2, .groups = 3}));
  y = net.add(net.leaky_relu(net.batch_norm("norm", y), 0.2F), wide);
  y = net.resize(net.max_pool(y), 2, graph::Interpolation::Bilinear);
  y = net.resize(net.concat({y, wide}), 2);
  y = net.conv_transpose("up", net.conv("down", y, 5, {.kernel = 2, .stride = 2}), 4);
  y = net.dropout(net.relu(net.conv_transpose("up2", y, 3, {.kernel = 2, .bias = false})), 0.5F);
  y = net.conv("last", y, 2, {.kernel = 1, .bias = false});
  return std::move(net).finish({{"out", net.sigmoid(y)}});
}

TEST(GraphModule, EveryOpMeansWhatTheReferenceSays) {
  for (const auto& [h, w] : {std::pair{4, 4}, {12, 20}, {36, 8}}) {
    EXPECT_LT(disagreement(every_op(), {2, 3, h, w}), 1e-4) << h << "x" << w;
  }
}

TEST(GraphModule, UnetAgreesWithTheReferenceAtOddMultiples) {
  for (const auto& [h, w] : {std::pair{16, 16}, {48, 80}}) {
    EXPECT_LT(disagreement(nets::unet({.width = 4, .outputs = 2}), {1, 1, h, w}), 1e-4);
  }
}

TEST(GraphModule, TheStudysNetworksAgreeWithTheReference) {
  for (const nets::Entry& entry : nets::registry()) {
    const graph::Graph graph = nets::build(entry.name, {{"width", 4}});
    const std::int64_t side = graph.spatial_multiple();
    EXPECT_LT(disagreement(graph, {2, 1, side, 2 * side}), 1e-4) << entry.name;
  }
}

/// The gradients of all parameters where `x` is fed in.
std::vector<torch::Tensor> gradients_of(GraphModule& module, const torch::Tensor& x) {
  module.forward(x, true).square().mean().backward();
  std::vector<torch::Tensor> all;
  for (const torch::Tensor& parameter : module.parameters()) all.push_back(parameter.grad());
  return all;
}

TEST(GraphModule, KeepsChannelsLastThroughPointwiseConvolutions) {
  graph::GraphBuilder net;
  graph::Value x = net.conv("a", net.input("x", 1), 8, {.kernel = 1});
  x = net.add(x, net.conv("b", net.leaky_relu(net.batch_norm("norm", x), 0.2F), 8, {.kernel = 1}));
  const graph::Graph graph = std::move(net).finish({{"out", x}});
  GraphModule module(graph, lively_weights(graph), Execution{.channels_last = true});
  for (const auto& [name, value] : module.state()) {
    EXPECT_TRUE(value.dim() != 4 || value.stride(1) == 1) << name;
  }
  EXPECT_EQ(module.forward(torch::rand({2, 1, 4, 6}), true).stride(1), 1);
}

TEST(GraphModule, GradientsAgreeWithDifferences) {
  graph::GraphBuilder net;
  graph::Value x = net.conv("a", net.input("x", 2), 3, {.kernel = 4});
  x = net.leaky_relu(net.batch_norm("norm", x), 0.3F);  // in place
  const graph::Value y = net.conv("b", x, 3, {.kernel = 1});
  const graph::Value z = net.tanh(net.add(x, y));  // both sums and activations in place
  const graph::Graph graph =
      std::move(net).finish({{"out", net.sigmoid(net.conv_transpose("c", z, 2))}});
  const Weights weights = lively_weights(graph);
  torch::manual_seed(2);
  const torch::Tensor input = torch::rand({2, 2, 5, 6});
  GraphModule module(graph, weights, Execution{});
  const auto gradients = gradients_of(module, input);
  const auto parameters = module.parameters();
  const auto loss_with = [&](std::size_t i, float step) {
    GraphModule moved(graph, weights, Execution{});
    torch::NoGradGuard no_gradient;
    moved.parameters()[i].data_ptr<float>()[0] += step;  // the first in any memory order
    return moved.forward(input, true).square().mean().item<double>();
  };
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double wanted = (loss_with(i, 1e-2F) - loss_with(i, -1e-2F)) / 2e-2;
    EXPECT_NEAR(gradients[i].flatten()[0].item<double>(), wanted, 2e-5 + 0.02 * std::abs(wanted))
        << i;
  }
}

TEST(GraphModule, MemoryOrderChangesNothing) {
  const graph::Graph graph = nets::build("pix2pix", {{"width", 4}, {"depth", 2}, {"dropout", 0}});
  const Weights weights = lively_weights(graph);
  torch::manual_seed(2);
  const torch::Tensor input = torch::rand({3, 1, 16, 8});
  GraphModule plain(graph, weights, Execution{.channels_last = false});
  GraphModule last(graph, weights, Execution{});
  const auto wanted = gradients_of(plain, input);
  const auto got = gradients_of(last, input);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_TRUE(torch::allclose(got[i], wanted[i], 1e-3, 1e-5)) << i;
  }
}

TEST(GraphModule, NarrowPrecisionStaysNear) {
  const graph::Graph graph = nets::build("unet", {{"width", 4}, {"depth", 2}});
  const Weights weights = lively_weights(graph);
  torch::manual_seed(2);
  const torch::Tensor input = torch::rand({2, 1, 16, 16});
  GraphModule wide(graph, weights, Execution{});
  GraphModule narrow(graph, weights, Execution{.precision = torch::kBFloat16});
  const torch::Tensor output = narrow.forward(input, true);
  EXPECT_EQ(output.scalar_type(), torch::kFloat32);
  EXPECT_LT((output - wide.forward(input, true)).abs().max().item<float>(), 0.05F);
}

TEST(GraphModule, DropoutDrawsInTrainingAlone) {
  graph::GraphBuilder net;
  const graph::Value y = net.dropout(net.input("x", 1), 0.5F);
  GraphModule module(std::move(net).finish({{"y", y}}), {}, Execution{});
  const torch::Tensor ones = torch::ones({1, 1, 100, 100});
  torch::manual_seed(4);
  const torch::Tensor first = module.forward(ones, true);
  torch::manual_seed(4);
  EXPECT_TRUE(torch::equal(module.forward(ones, true), first));
  EXPECT_NEAR((first == 0).to(torch::kFloat32).mean().item<float>(), 0.5F, 0.03F);
  EXPECT_EQ(first.max().item<float>(), 2);
  EXPECT_TRUE(torch::equal(module.forward(ones, false), ones));
}

TEST(GraphModule, WeightsComeBackAsTheyWent) {
  const graph::Graph graph = nets::unet({.width = 4});
  const Weights weights = lively_weights(graph);
  const GraphModule module(graph, weights, Execution{});
  const Weights back = weights_of(module.state());
  ASSERT_EQ(back.size(), weights.size());
  for (const auto& [name, parameter] : weights) {
    EXPECT_EQ(back.at(name).values, parameter.values) << name;
    EXPECT_EQ(back.at(name).dims, parameter.dims) << name;
  }
}

TEST(GraphModule, TrainingRecordsStatisticsAndGivesEveryParameterAGradient) {
  const graph::Graph graph = nets::unet({.width = 4, .depth = 2});
  const Weights weights = initial_weights(graph, 1);
  GraphModule module(graph, weights, Execution{});
  torch::manual_seed(1);
  module.forward(torch::rand({2, 1, 16, 16}), true).sum().backward();
  for (const torch::Tensor& parameter : module.parameters()) {
    ASSERT_TRUE(parameter.grad().defined());
    EXPECT_TRUE(parameter.grad().isfinite().all().item<bool>());
  }
  EXPECT_NE(module.state().at("norm.running_mean").item<float>(),
            weights.at("norm.running_mean").values[0]);
}

}  // namespace
}  // namespace autochrome::train
