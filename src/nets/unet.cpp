#include "nets/unet.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "nets/blocks.h"

namespace autochrome::nets {

namespace {

using graph::GraphBuilder;
using graph::Value;

/// Two blocks, added to what went in.
Value residual_layer(GraphBuilder& net, const std::string& name, Value x) {
  const Value y = leaky_block(net, name + ".block1", x, x.channels);
  return net.add(x, leaky_block(net, name + ".block2", y, x.channels));
}

/// Widens or narrows to `filters`, then the level's residual layers.
Value level(GraphBuilder& net, const std::string& name, Value x, int filters, int residual_layers) {
  x = leaky_block(net, name + ".block", x, filters);
  for (int i = 1; i <= residual_layers; ++i) {
    x = residual_layer(net, fmt::format("{}.residual{}", name, i), x);
  }
  return x;
}

}  // namespace

graph::Graph unet(const UnetConfig& config) {
  validate(config);
  GraphBuilder net;
  Value x = net.batch_norm("norm", net.input("lightness", 1));
  x = net.leaky_relu(net.conv("first", x, config.width), kSlope);
  std::vector<Value> skips;
  int filters = config.width;
  for (int depth = 1; depth <= config.depth; ++depth) {
    x = level(net, fmt::format("down{}", depth), x, filters, config.residual_layers);
    skips.push_back(x);
    x = net.max_pool(x);
    filters *= 2;
  }
  x = level(net, "bottom", x, filters, config.residual_layers);
  for (int depth = config.depth; depth >= 1; --depth) {
    filters /= 2;
    x = net.concat({net.resize(x, 2), skips.back()});
    skips.pop_back();
    x = level(net, fmt::format("up{}", depth), x, filters, config.residual_layers);
  }
  x = leaky_block(net, "last", x, config.width);
  return std::move(net).finish({{"color", net.sigmoid(net.conv("color", x, config.outputs))}});
}

}  // namespace autochrome::nets
