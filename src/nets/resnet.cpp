#include "nets/resnet.h"

#include <string>

#include <fmt/format.h>

#include "nets/blocks.h"

namespace autochrome::nets {

namespace {

using graph::GraphBuilder;
using graph::Value;

/// "batch normalization, leaky ReLU activation, 1x1 convolution, and another leaky ReLU activation
/// before final 1x1 convolution", added to what went in.
Value residual_layer(GraphBuilder& net, const std::string& name, Value x) {
  Value y = net.leaky_relu(net.batch_norm(name + ".norm", x), kSlope);
  y = net.leaky_relu(net.conv(name + ".conv1", y, x.channels, {.kernel = 1}), kSlope);
  return net.add(x, net.conv(name + ".conv2", y, x.channels, {.kernel = 1}));
}

}  // namespace

graph::Graph resnet(const ResnetConfig& config) {
  validate(config);
  GraphBuilder net;
  Value x = net.batch_norm("norm", net.input("lightness", 1));
  x = net.conv("first", x, config.width, {.kernel = 1});
  for (int i = 1; i <= config.residual_layers; ++i) {
    x = residual_layer(net, fmt::format("residual{}", i), x);
  }
  x = net.leaky_relu(net.batch_norm("last.norm", x), kSlope);
  return std::move(net).finish({{"color", net.sigmoid(net.conv("color", x, config.outputs))}});
}

}  // namespace autochrome::nets
