#include "nets/flower_classifier.h"

#include <string>

#include <fmt/format.h>

#include "nets/blocks.h"

namespace autochrome::nets {

namespace {

using graph::GraphBuilder;
using graph::Value;

constexpr int kLevels = 3;

/// Two blocks that add to what they read.
Value residual_layer(GraphBuilder& net, const std::string& name, Value x) {
  const Value y = leaky_block(net, name + ".block1", x, x.channels);
  return net.add(leaky_block(net, name + ".block2", y, x.channels), x);
}

}  // namespace

graph::Graph flower_classifier(const FlowerClassifierConfig& config) {
  validate(config);
  GraphBuilder net;
  Value x = net.input("picture", 3);
  x = net.conv("stem.conv", x, config.width, {.stride = 2, .bias = false});
  x = net.leaky_relu(net.batch_norm("stem.norm", x), kSlope);
  for (int level = 1; level <= kLevels; ++level) {
    x = leaky_block(net, fmt::format("level{}", level), x, config.width << level);
    x = net.max_pool(x);
  }
  x = residual_layer(net, "bottom", x);
  const Value features = net.global_average_pool(x);
  const Value kept = net.dropout(features, config.dropout);
  const Value classes = net.conv("classes", kept, config.classes, {.kernel = 1});
  return std::move(net).finish({{"classes", classes}, {"features", features}});
}

}  // namespace autochrome::nets
