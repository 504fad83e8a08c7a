#include "nets/densenet.h"

#include <string>

#include <fmt/format.h>

#include "graph/builder.h"

namespace autochrome::nets {

namespace {

using graph::GraphBuilder;
using graph::Value;

constexpr int kBottleneck = 4;   // times the growth: Huang et al., section 3, "DenseNet-B"
constexpr int kCompression = 2;  // of the transition: section 3, θ = 0.5

/// "Batch normalization is applied after each convolutional operation", then ReLU.
Value block(GraphBuilder& net, const std::string& name, Value x, int filters, int kernel) {
  x = net.conv(name + ".conv", x, filters, {.kernel = kernel, .bias = false});
  return net.relu(net.batch_norm(name + ".norm", x));
}

Value dense_block(GraphBuilder& net, const std::string& name, Value x, int growth) {
  const Value narrow = block(net, name + ".block1", x, kBottleneck * growth, 1);
  return net.concat({x, block(net, name + ".block2", narrow, growth, 4)});
}

}  // namespace

graph::Graph densenet(const DensenetConfig& config) {
  validate(config);
  GraphBuilder net;
  Value x = net.conv("first", net.input("lightness", 1), config.width, {.kernel = 1});
  for (int i = 1; i <= config.blocks; ++i) {
    x = dense_block(net, fmt::format("dense{}", i), x, config.growth);
  }
  const int compressed = (x.channels + kCompression - 1) / kCompression;
  x = net.conv("transition", x, compressed, {.kernel = 1});
  x = block(net, "last", x, compressed, 1);
  return std::move(net).finish({{"color", net.sigmoid(net.conv("color", x, config.outputs))}});
}

}  // namespace autochrome::nets
