#include "nets/deep_cnn.h"

#include <string>

#include <fmt/format.h>

#include "nets/blocks.h"

namespace autochrome::nets {

namespace {

using graph::GraphBuilder;
using graph::Value;

/// Three blocks, and the output of the first of them beside that of the last.
Value stage(GraphBuilder& net, int first, Value x, int filters) {
  const auto name = [first](int i) { return fmt::format("block{}", first + i); };
  const Value early = leaky_block(net, name(0), x, filters);
  x = leaky_block(net, name(1), early, filters);
  x = leaky_block(net, name(2), x, filters);
  return net.concat({x, early});
}

}  // namespace

graph::Graph deep_cnn(const DeepCnnConfig& config) {
  validate(config);
  GraphBuilder net;
  Value x = net.input("lightness", 1);
  x = stage(net, 1, x, config.width);
  x = stage(net, 4, x, config.width);
  return std::move(net).finish({{"color", net.sigmoid(net.conv("color", x, config.outputs))}});
}

}  // namespace autochrome::nets
