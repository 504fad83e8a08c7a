// The engine against the reference interpreter, op by op, and in the small in every way in which
// values are shared, concatenated, added and returned that the planner treats apart.
#include "tests/infer/parity.h"

#include <string>

#include "tests/infer/activations.h"

namespace autochrome::infer {
namespace {

using graph::Activation;
using graph::ConvOptions;
using graph::GraphBuilder;
using graph::Interpolation;
using graph::Value;

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
  for (const std::string& name : model.weights->names()) {
    Parameter parameter = model.weights->read(name);
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

TEST(Parity, AveragingWholePictures) {
  for (const int channels : {1, 5, 16, 17}) {
    for (const Size size : {Size{1, 1}, {6, 12}, {7, 3}}) {
      GraphBuilder net;
      const Value x = net.input("x", channels);
      const Value y = net.global_average_pool(net.conv("conv", x, channels));
      const Value z = net.conv("last", y, 19, {.kernel = 1});
      const Value plain = net.global_average_pool(x);
      expect_parity(std::move(net).finish({{"z", z}, {"y", y}, {"plain", plain}}), 2, size);
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

TEST(Parity, PicturesThatAreLongAndNarrow) {
  for (const Size size : {Size{4097, 2}, {2, 4097}, {17, 3}}) {
    expect_parity(convolution(32, 48, {}), 1, size);
    expect_parity(convolution(32, 48, {.kernel = 4}), 1, size);
  }
}

}  // namespace
}  // namespace autochrome::infer
