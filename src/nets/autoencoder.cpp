#include "nets/autoencoder.h"

#include <string>

#include <fmt/format.h>

#include "nets/blocks.h"

namespace autochrome::nets {

namespace {

using graph::GraphBuilder;
using graph::Value;

constexpr int kSets = 3;
constexpr int kConvolutions = 3;  // in a set

Value set_of_blocks(GraphBuilder& net, const std::string& name, Value x, int filters) {
  for (int i = 1; i <= kConvolutions; ++i) {
    x = leaky_block(net, fmt::format("{}.block{}", name, i), x, filters);
  }
  return x;
}

}  // namespace

graph::Graph autoencoder(const AutoencoderConfig& config) {
  validate(config);
  GraphBuilder net;
  Value x = net.input("lightness", 1);
  for (int set = 1; set <= kSets; ++set) {
    x = set_of_blocks(net, fmt::format("encoder{}", set), x, config.width << (set - 1));
    x = net.max_pool(x);
  }
  for (int set = kSets; set >= 1; --set) {
    x = set_of_blocks(net, fmt::format("decoder{}", set), x, config.width << (set - 1));
    x = net.resize(x, 2);
  }
  return std::move(net).finish({{"color", net.sigmoid(net.conv("color", x, config.outputs))}});
}

}  // namespace autochrome::nets
