#include "train/residual_stack.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "graph/builder.h"
#include "nets/resnet.h"
#include "train/graph_module.h"

namespace autochrome::train {
namespace {

using torch::Tensor;

constexpr double kShare = 0.1;
constexpr double kEpsilon = 1e-3;
constexpr double kSlope = 0.2;

NormTensors drawn_norm() {
  return {(1 + 0.1 * torch::randn({256})).requires_grad_(true),
          (0.1 * torch::randn({256})).requires_grad_(true), torch::zeros({256}),
          torch::ones({256})};
}

std::vector<ResidualTensors> drawn_layers(std::size_t count) {
  const auto drawn = [](torch::IntArrayRef size, double spread) {
    return (spread * torch::randn(size)).requires_grad_(true);
  };
  std::vector<ResidualTensors> layers;
  for (std::size_t i = 0; i < count; ++i) {
    layers.push_back({drawn_norm(), drawn({256, 256, 1, 1}, 0.06), drawn({256}, 0.1),
                      drawn({256, 256, 1, 1}, 0.06), drawn({256}, 0.1)});
  }
  return layers;
}

/// The same values, with statistics of their own.
NormTensors copied(NormTensors norm) {
  norm.running_mean = norm.running_mean.clone();
  norm.running_var = norm.running_var.clone();
  return norm;
}

std::vector<Tensor> trainable(const std::vector<ResidualTensors>& layers, const NormTensors& last) {
  std::vector<Tensor> all = {last.weight, last.bias};
  for (const ResidualTensors& layer : layers) {
    // bias2 is not among them: behind a normalization, its gradient is what rounding leaves of 0.
    all.insert(all.end(),
               {layer.norm.weight, layer.norm.bias, layer.weight1, layer.bias1, layer.weight2});
  }
  return all;
}

Tensor normalized(const Tensor& x, const NormTensors& norm) {
  return torch::leaky_relu(
      torch::batch_norm(x, norm.weight, norm.bias, norm.running_mean, norm.running_var,
                        /*training=*/true, kShare, kEpsilon, /*cudnn_enabled=*/false),
      kSlope);
}

/// By libtorch's operations, in float32.
Tensor one_by_one(Tensor x, const std::vector<ResidualTensors>& layers, const NormTensors& last) {
  for (const ResidualTensors& layer : layers) {
    const Tensor y = torch::conv2d(normalized(x, layer.norm), layer.weight1, layer.bias1);
    x = x + torch::conv2d(torch::leaky_relu(y, kSlope), layer.weight2, layer.bias2);
  }
  return normalized(x, last);
}

double relative_error(const Tensor& got, const Tensor& wanted) {
  const Tensor exact = wanted.detach().to(torch::kDouble);
  return ((got.detach().to(torch::kDouble) - exact).norm() / exact.norm()).item<double>();
}

/// A convolution that reads a chain's input after the chain's last layer has, but before its end.
graph::Graph late_reader() {
  graph::GraphBuilder net;
  const graph::Value x = net.conv("first", net.input("lightness", 1), 256, {.kernel = 1});
  graph::Value y = net.leaky_relu(net.batch_norm("norm", x), 0.2F);
  y = net.leaky_relu(net.conv("one", y, 256, {.kernel = 1}), 0.2F);
  y = net.add(x, net.conv("two", y, 256, {.kernel = 1}));
  const graph::Value side = net.conv("side", x, 256, {.kernel = 1});
  y = net.leaky_relu(net.batch_norm("last", y), 0.2F);
  return std::move(net).finish({{"color", net.sigmoid(net.conv("color", net.add(y, side), 3))}});
}

/// A step's results: with the layers as one, or by libtorch's operations.
std::map<std::string, Tensor> step(const graph::Graph& graph,
                                   torch::ScalarType precision,
                                   bool stacked) {
  const Weights weights = graph::initial_weights(graph, 1);
  Execution execution;
  execution.precision = precision;
  execution.residual_stack = stacked;
  GraphModule module(graph, weights, execution);
  torch::manual_seed(5);
  const Tensor y = module.forward(torch::rand({2, 1, 8, 12}), /*training=*/true);
  (y * torch::randn(y.sizes())).sum().backward();
  std::map<std::string, Tensor> results = {{"result", y.detach()}};
  for (const auto& [name, value] : module.state()) {
    results[name] = value.requires_grad() ? value.grad() : value;
  }
  return results;
}

TEST(ResidualStack, TakesItsPlaceInANetwork) {
  constexpr double kFurther = 1.5;  // from float32 than libtorch's own bfloat16, of few pixels
  for (const graph::Graph& graph : {nets::resnet({.residual_layers = 2}), late_reader()}) {
    const auto exact = step(graph, torch::kFloat32, /*stacked=*/false);
    const auto wanted = step(graph, torch::kBFloat16, /*stacked=*/false);
    for (const auto& [name, value] : step(graph, torch::kBFloat16, /*stacked=*/true)) {
      const double own = relative_error(wanted.at(name), exact.at(name));
      if (own > 1)
        continue;  // before a normalization, gradients of biases are what rounding leaves
      EXPECT_LE(relative_error(value, exact.at(name)), kFurther * own + 1e-3) << name;
    }
  }
}

TEST(ResidualStack, GivesWhatLibtorchGivesAndItsGradients) {
  torch::manual_seed(3);
  constexpr double kTolerance = 0.12;  // few pixels, and some near 0 take leaky ReLU's other side
  const std::vector<ResidualTensors> layers = drawn_layers(2);
  const NormTensors last = drawn_norm();
  std::vector<ResidualTensors> others = layers;
  for (ResidualTensors& other : others) other.norm = copied(other.norm);
  const NormTensors other_last = copied(last);
  const Tensor x = (torch::randn({2, 256, 9, 11}) + 0.3).to(torch::kBFloat16).requires_grad_(true);
  const Tensor by = torch::randn({2, 256, 9, 11}).to(torch::kBFloat16);

  const Tensor y = residual_stack(x, layers, last, kShare, kEpsilon, kSlope);
  const Tensor wide = x.detach().to(torch::kFloat32).requires_grad_(true);
  const Tensor wanted = one_by_one(wide, others, other_last);

  EXPECT_EQ(y.scalar_type(), torch::kBFloat16);
  EXPECT_TRUE(y.is_contiguous(torch::MemoryFormat::ChannelsLast));
  EXPECT_LT(relative_error(y, wanted), kTolerance);
  std::vector<Tensor> inputs = trainable(layers, last);
  inputs.push_back(x);
  const auto gradients = torch::autograd::grad({y}, inputs, {by});
  inputs.back() = wide;
  const auto exact = torch::autograd::grad({wanted}, inputs, {by.to(torch::kFloat32)});
  for (std::size_t i = 0; i < exact.size(); ++i) {
    EXPECT_EQ(gradients[i].sizes(), exact[i].sizes()) << i;
    EXPECT_LT(relative_error(gradients[i], exact[i]), kTolerance) << i;
  }
  const auto expect_same_statistics = [&](const NormTensors& got, const NormTensors& exact_norm) {
    EXPECT_LT(relative_error(got.running_mean, exact_norm.running_mean), kTolerance);
    EXPECT_LT(relative_error(got.running_var, exact_norm.running_var), kTolerance);
  };
  for (std::size_t i = 0; i < layers.size(); ++i) {
    expect_same_statistics(layers[i].norm, others[i].norm);
  }
  expect_same_statistics(last, other_last);
}

}  // namespace
}  // namespace autochrome::train
