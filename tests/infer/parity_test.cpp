// The engine against the reference interpreter: every op, and small networks in which values are
// shared, concatenated, added and returned in every way that the planner treats apart.
#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "graph/builder.h"
#include "infer/session.h"
#include "nets/registry.h"
#include "reference/interpreter.h"
#include "tests/infer/random_model.h"

namespace autochrome::infer {
namespace {

using graph::Activation;
using graph::ConvOptions;
using graph::Graph;
using graph::GraphBuilder;
using graph::Interpolation;
using graph::Value;

struct Size {
  std::int64_t h = 1;
  std::int64_t w = 1;
};

std::vector<Tensor> random_inputs(const Graph& graph, std::int64_t batch, Size size) {
  std::vector<Tensor> inputs;
  for (const graph::ValueId id : graph.inputs()) {
    const auto& input = std::get<graph::Input>(graph.nodes()[id].op);
    inputs.push_back(random_tensor({batch, input.channels, size.h, size.w}, 100 + id));
  }
  return inputs;
}

std::vector<Tensor> infer(Session& session,
                          std::span<const Tensor> inputs,
                          std::span<const Tensor> like) {
  std::vector<ConstTensorView> in;
  for (const Tensor& tensor : inputs) in.push_back(tensor.view());
  std::vector<Tensor> outputs;
  for (const Tensor& tensor : like) outputs.emplace_back(tensor.shape());
  std::vector<TensorView> out;
  for (Tensor& tensor : outputs) {
    std::ranges::fill(tensor.values(), std::nanf(""));  // what is not written is seen
    out.push_back(tensor.view());
  }
  session.run(in, out);
  return outputs;
}

/// The largest difference, in units of the largest value or 1.
float relative_difference(const Tensor& got, const Tensor& wanted) {
  float scale = 1;
  float largest = 0;
  for (std::size_t i = 0; i < wanted.values().size(); ++i) {
    const float difference = std::abs(got.values()[i] - wanted.values()[i]);
    if (std::isnan(difference)) return difference;
    scale = std::max(scale, std::abs(wanted.values()[i]));
    largest = std::max(largest, difference);
  }
  return largest / scale;
}

void expect_parity(const graph::Model& model, std::int64_t batch, Size size, int threads = 1) {
  const auto inputs = random_inputs(model.graph, batch, size);
  const auto wanted = reference::run(model, inputs);
  Session session(model, {.threads = threads});
  for (const int run : {1, 2}) {  // the second finds the arena full of the first's values
    const auto got = infer(session, inputs, wanted);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_LE(relative_difference(got[i], wanted[i]), 1e-4F)
          << "run " << run << ", output " << i << " of\n"
          << to_text(model.graph) << "at " << batch << " of " << size.h << "x" << size.w;
    }
  }
}

void expect_parity(Graph graph, std::int64_t batch, Size size, std::uint64_t seed = 1) {
  expect_parity(random_model(std::move(graph), seed), batch, size);
}

Graph convolution(int in, int out, ConvOptions options) {
  GraphBuilder net;
  const Value y = net.conv("conv", net.input("x", in), out, options);
  return std::move(net).finish({{"y", y}});
}

TEST(Parity, ConvolutionsOfAllWidths) {
  for (const int in : {1, 2, 3, 4, 5, 8, 16, 17, 33}) {
    for (const int out : {1, 2, 3, 4, 5, 8, 16, 17, 33}) {
      expect_parity(convolution(in, out, {}), 1, {7, 9});
    }
  }
}

TEST(Parity, ConvolutionsOfAllKernels) {
  for (const int kernel : {1, 2, 3, 4, 5, 7}) {
    for (const int dilation : {1, 2, 3}) {
      for (const auto& [in, out] : {std::pair{1, 8}, {16, 16}, {17, 3}}) {
        expect_parity(convolution(in, out, {.kernel = kernel, .dilation = dilation}), 2, {17, 3});
      }
    }
  }
}

TEST(Parity, ConvolutionsThatStride) {
  for (const int kernel : {1, 2, 3, 4, 5}) {
    for (const auto& [in, out] : {std::pair{1, 16}, {3, 3}, {16, 17}, {8, 2}}) {
      expect_parity(convolution(in, out, {.kernel = kernel, .stride = 2}), 1, {10, 6});
    }
  }
}

TEST(Parity, ConvolutionsInGroups) {
  struct Case {
    int in;
    int out;
    int groups;
  };

  for (const auto& [in, out, groups] : {Case{16, 16, 16},
                                        {17, 17, 17},
                                        {3, 3, 3},
                                        {8, 16, 8},
                                        {32, 64, 2},
                                        {64, 32, 4},
                                        {12, 18, 3},
                                        {16, 16, 4},
                                        {6, 2, 2}}) {
    expect_parity(convolution(in, out, {.groups = groups}), 2, {9, 5});
  }
}

TEST(Parity, ConvolutionsWithoutBias) {
  for (const int out : {2, 16}) expect_parity(convolution(16, out, {.bias = false}), 1, {5, 5});
}

TEST(Parity, PicturesOfAllSizes) {
  for (const Size size :
       {Size{1, 1}, {1, 2}, {2, 1}, {1, 40}, {40, 1}, {3, 17}, {17, 3}, {31, 33}}) {
    for (const auto& [in, out] : {std::pair{1, 16}, {16, 16}, {16, 3}, {5, 4}}) {
      for (const int dilation : {1, 4}) {
        expect_parity(convolution(in, out, {.dilation = dilation}), 1, size);
      }
    }
  }
}

Value activated(GraphBuilder& net, Activation kind, Value x) {
  switch (kind) {
    case Activation::Relu:
      return net.relu(x);
    case Activation::LeakyRelu:
      return net.leaky_relu(x, 0.2F);
    case Activation::Sigmoid:
      return net.sigmoid(x);
    case Activation::Tanh:
      return net.tanh(x);
  }
  return x;
}

constexpr Activation kActivations[] = {Activation::Relu, Activation::LeakyRelu, Activation::Sigmoid,
                                       Activation::Tanh};

TEST(Parity, ActivationsOnTheirOwn) {
  for (const Activation kind : kActivations) {
    for (const int channels : {1, 5, 16}) {
      GraphBuilder net;
      const Value y = activated(net, kind, net.input("x", channels));
      expect_parity(std::move(net).finish({{"y", y}}), 2, {5, 7});
    }
  }
}

TEST(Parity, ActivationsBehindConvolutions) {
  for (const Activation kind : kActivations) {
    for (const int out : {1, 2, 3, 4, 5, 16, 17}) {
      GraphBuilder net;
      const Value y = activated(net, kind, net.conv("conv", net.input("x", 16), out));
      expect_parity(std::move(net).finish({{"y", y}}), 1, {5, 37});
    }
  }
}

TEST(Parity, ActivationsOfHugeValues) {
  GraphBuilder net;
  const Value x = net.input("x", 8);
  const Value a = net.sigmoid(net.conv("a", x, 3));
  const Value b = net.tanh(net.conv("b", x, 3));
  auto model = random_model(std::move(net).finish({{"a", a}, {"b", b}}), 3);
  Weights loud;
  for (auto [name, parameter] : *model.weights) {
    for (float& value : parameter.values) value *= 1e4F;
    loud.set(name, std::move(parameter));
  }
  model.weights = std::make_shared<const Weights>(std::move(loud));
  expect_parity(model, 1, {4, 9});
}

TEST(Parity, NormalizationsThatFoldAndThatStay) {
  for (const int channels : {1, 3, 16, 17}) {
    GraphBuilder net;
    const Value x = net.batch_norm("norm1", net.input("x", channels));
    const Value y = net.batch_norm("norm2", net.conv("conv1", x, 17, {.bias = false}));
    const Value z = net.batch_norm("norm3", net.relu(y));
    const Value w = net.batch_norm("norm4", net.conv("conv2", z, 5));
    expect_parity(std::move(net).finish({{"z", z}, {"w", w}}), 2, {6, 70});
  }
}

TEST(Parity, MaxPooling) {
  for (const int size : {2, 3}) {
    for (const int channels : {1, 5, 16, 17}) {
      GraphBuilder net;
      const Value x = net.input("x", channels);
      const Value y = net.max_pool(net.conv("conv", x, channels), size);
      const Value plain = net.max_pool(x, size);
      expect_parity(std::move(net).finish({{"y", y}, {"plain", plain}}), 1, {6, 12});
    }
  }
}

TEST(Parity, Resizing) {
  for (const Interpolation mode : {Interpolation::Nearest, Interpolation::Bilinear}) {
    for (const int factor : {2, 3, 4}) {
      for (const int channels : {1, 5, 16, 17}) {
        GraphBuilder net;
        const Value x = net.input("x", channels);
        const Value y = net.resize(net.conv("conv", x, channels), factor, mode);
        const Value plain = net.resize(x, factor, mode);
        const auto graph = std::move(net).finish({{"y", y}, {"plain", plain}});
        expect_parity(graph, 2, {3, 5});
        expect_parity(graph, 1, {1, 1});
      }
    }
  }
}

TEST(Parity, TransposedConvolutions) {
  for (const int kernel : {2, 4, 6}) {
    for (const auto& [in, out] : {std::pair{1, 8}, {3, 2}, {16, 16}, {17, 33}}) {
      for (const bool bias : {false, true}) {
        GraphBuilder net;
        const Value x =
            net.conv_transpose("up", net.input("x", in), out, {.kernel = kernel, .bias = bias});
        const Value y = net.relu(net.batch_norm("norm", x));
        const auto graph = std::move(net).finish({{"y", y}});
        expect_parity(graph, 2, {3, 5});
        expect_parity(graph, 1, {1, 1});
      }
    }
  }
}

TEST(Parity, Dropout) {
  GraphBuilder net;
  const Value x = net.relu(net.conv("conv", net.input("x", 3), 5));
  const Value y = net.dropout(x, 0.5F);
  expect_parity(std::move(net).finish({{"y", y}, {"z", net.relu(net.dropout(y, 0.5F))}}), 1,
                {4, 3});
}

TEST(Parity, ConcatenationsAlignedAndNot) {
  for (const int first : {1, 3, 8, 16, 17}) {
    for (const int second : {1, 5, 8, 16, 32}) {
      GraphBuilder net;
      const Value x = net.input("x", 16);
      const Value a = net.conv("a", x, first, {.stride = 1});
      const Value b = net.conv("b", x, second);
      const Value both = net.concat({a, b});
      const Value y = net.conv("y", both, 16);
      expect_parity(std::move(net).finish({{"y", y}, {"both", both}}), 2, {5, 6});
    }
  }
}

TEST(Parity, ConcatenationsOfInputsAndOutputs) {
  GraphBuilder net;
  const Value x = net.input("x", 16);
  const Value side = net.input("side", 3);
  const Value a = net.conv("a", x, 16);
  const Value joined = net.concat({side, a, x, side});
  const Value y = net.conv("y", joined, 5);
  expect_parity(std::move(net).finish({{"joined", joined}, {"a", a}, {"x", x}, {"y", y}}), 2,
                {3, 4});
}

TEST(Parity, PlainConcatenationsThatAreOutputs) {
  GraphBuilder net;
  const Value x = net.input("x", 8);
  const Value lower = net.sigmoid(net.conv("a", x, 1));
  const Value upper = net.tanh(net.conv("b", x, 2));
  const Value joined = net.concat({lower, upper});
  expect_parity(std::move(net).finish({{"joined", joined}}), 2, {3, 4});
}

TEST(Parity, ConcatenationsOfConcatenations) {
  GraphBuilder net;
  const Value x = net.input("x", 1);
  const Value a = net.conv("a", x, 16);
  const Value b = net.conv("b", a, 32);
  const Value inner = net.concat({a, b});
  const Value c = net.conv("c", inner, 16);
  const Value outer = net.concat({c, inner, a});
  const Value twice = net.concat({outer, inner});
  const Value y = net.conv("y", net.relu(twice), 7);
  expect_parity(std::move(net).finish({{"y", y}, {"inner", inner}}), 1, {9, 4});
}

TEST(Parity, SumsOfEveryKind) {
  for (const int channels : {1, 5, 16, 17}) {
    GraphBuilder net;
    const Value input = net.input("x", channels);
    const Value x = net.relu(net.conv("in", input, channels));
    const Value a = net.leaky_relu(net.conv("a", x, channels), 0.3F);
    const Value b = net.leaky_relu(net.conv("b", a, channels), 0.3F);
    const Value residual = net.add(x, b);
    const Value c = net.add(net.conv("c", residual, channels, {.kernel = 1}), residual);
    const Value d = net.relu(net.add(net.conv("d", net.max_pool(c, 1), channels), c));
    const Value with_input = net.add(d, input);
    const Value doubled = net.add(with_input, with_input);
    const Value y = net.conv("y", net.add(doubled, residual), 2);
    expect_parity(std::move(net).finish({{"y", y}, {"d", d}}), 2, {8, 5});
  }
}

TEST(Parity, ValuesThatAreReturnedAndUsed) {
  GraphBuilder net;
  const Value x = net.input("x", 3);
  const Value a = net.relu(net.conv("a", x, 2));
  const Value b = net.relu(net.conv("b", a, 16));
  const Value c = net.sigmoid(net.conv("c", net.add(b, net.conv("d", b, 16)), 3));
  expect_parity(std::move(net).finish({{"c", c}, {"a", a}, {"again", a}, {"b", b}, {"x", x}}), 3,
                {4, 6});
}

/// Ops drawn at random; every value left unread becomes part of the output.
Graph random_graph(std::uint64_t seed) {
  Random random(seed);
  const int widths[] = {1, 3, 5, 8, 16, 17, 32};
  const auto width = [&] { return widths[random.below(std::size(widths))]; };
  GraphBuilder net;
  std::vector<Value> values = {net.input("x", width())};
  const auto any = [&] { return values[random.below(values.size())]; };
  const auto partner = [&](Value x) {
    Value y = any();
    return y.channels == x.channels ? y : x;
  };
  for (int i = 0; i < 12; ++i) {
    const std::string name = fmt::format("n{}", i);
    const Value last = random.below(3) == 0 ? any() : values.back();
    switch (random.below(6)) {
      case 0:
        values.push_back(
            net.conv(name, last, width(), {.kernel = static_cast<int>(1 + random.below(3))}));
        break;
      case 1:
        values.push_back(net.conv(name, last, last.channels));
        break;
      case 2:
        values.push_back(activated(net, kActivations[random.below(4)], last));
        break;
      case 3:
        values.push_back(net.add(last, partner(last)));
        break;
      case 4:
        values.push_back(last.channels > 64 ? net.conv(name, last, 16) : net.concat({last, any()}));
        break;
      case 5:
        values.push_back(net.batch_norm(name, last));
        break;
    }
  }
  return std::move(net).finish({{"last", values.back()}, {"some", any()}, {"other", any()}});
}

TEST(Parity, RandomNetworks) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    expect_parity(random_graph(seed), 1 + static_cast<std::int64_t>(seed % 3), {5, 4}, seed);
  }
}

TEST(Parity, OnSeveralThreads) {
  for (std::uint64_t seed = 0; seed < 15; ++seed) {
    SCOPED_TRACE(seed);
    expect_parity(random_model(random_graph(seed), seed), 1, {33, 40}, 3);
  }
}

TEST(Parity, TheStudysNetworks) {
  for (const nets::Entry& entry : nets::registry()) {
    for (const int width : {3, 8}) {
      const Graph graph = nets::build(entry.name, {{"width", width}});
      const std::int64_t side = graph.spatial_multiple();
      SCOPED_TRACE(fmt::format("{} of width {}", entry.name, width));
      for (const Size size : {Size{side, side}, {2 * side, 3 * side}}) {
        expect_parity(graph, 2, size);
      }
    }
  }
}

/// Wide and large enough for the planner to prefer Winograd's method, with every way in which
/// values reach it: parts of a concatenation, enlarged ones, sums, dilation, odd sizes.
Graph winograds(int width, int dilation) {
  GraphBuilder net;
  const Value x = net.relu(net.conv("in", net.input("x", 1), width));
  const Value small = net.leaky_relu(net.conv("small", net.max_pool(x), width + 5), 0.2F);
  const Value enlarged = net.resize(small, 2);
  const Value joined = net.concat({enlarged, x, net.concat({x, x})});
  const Value a = net.relu(net.conv("a", joined, width, {.dilation = dilation}));
  const Value b = net.add(net.leaky_relu(net.conv("b", a, width), 0.2F), x);
  const Value c = net.tanh(net.conv("c", net.concat({b, enlarged}), width, {.kernel = 4}));
  const Value d =
      net.relu(net.conv("d", net.concat({c, enlarged}), width, {.kernel = 4, .stride = 2}));
  const Value e = net.sigmoid(net.conv_transpose("e", net.concat({d, small}), width));
  return std::move(net).finish({{"e", e}, {"b", b}, {"joined", joined}});
}

TEST(Parity, WinogradsMethodInsideOfNetworks) {
  for (const int width : {16, 29, 64}) {
    for (const int dilation : {1, 3}) {
      expect_parity(winograds(width, dilation), 2, {26, 38}, 4);
    }
  }
}

TEST(Parity, PicturesThatAreLongAndNarrow) {
  for (const Size size : {Size{4097, 2}, {2, 4097}, {17, 3}}) {
    expect_parity(convolution(32, 48, {}), 1, size);
    expect_parity(convolution(32, 48, {.kernel = 4}), 1, size);
  }
}

TEST(Parity, MoreThreadsThanWork) {
  for (const int threads : {0, 3, 64}) {
    expect_parity(random_model(winograds(32, 1), 4), 1, {16, 8}, threads);
  }
}

TEST(Parity, TheStudysOtherNetworks) {
  expect_parity(nets::build("autoencoder", {{"width", 16}}), 1, {24, 40});
  expect_parity(nets::build("deep-cnn", {{"width", 24}}), 2, {13, 9});
  expect_parity(nets::build("resnet", {{"width", 20}, {"residual_layers", 3}}), 2, {7, 9});
  expect_parity(nets::build("densenet", {{"width", 24}, {"growth", 12}}), 1, {19, 11});
  expect_parity(nets::build("pix2pix", {{"width", 16}, {"depth", 4}}), 2, {48, 32});
}

TEST(Parity, TheStudysUNet) { expect_parity(nets::build("unet", Json::object()), 1, {48, 32}); }

}  // namespace
}  // namespace autochrome::infer
