#include "nets/pix2pix.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "graph/builder.h"

namespace autochrome::nets {

namespace {

using graph::GraphBuilder;
using graph::Value;

constexpr int kMostDoublings = 3;  // Isola et al.: C64 grows up to C512
constexpr int kDropoutLevels = 3;  // likewise: CD512 three times

int filters_of(const Pix2pixConfig& config, int level) {
  return config.width << std::min(level - 1, kMostDoublings);
}

/// The first and the innermost level go without normalization.
Value down(GraphBuilder& net, const Pix2pixConfig& config, int level, Value x) {
  const std::string name = fmt::format("down{}", level);
  const bool normalized = level > 1 && level < config.depth;
  x = net.conv(name + ".conv", x, filters_of(config, level),
               {.kernel = 4, .stride = 2, .bias = !normalized});
  return net.relu(normalized ? net.batch_norm(name + ".norm", x) : x);
}

Value up(GraphBuilder& net, const Pix2pixConfig& config, int level, Value x) {
  const std::string name = fmt::format("up{}", level);
  x = net.conv_transpose(name + ".conv", x, filters_of(config, level - 1), {.bias = false});
  x = net.batch_norm(name + ".norm", x);
  const bool noisy = config.dropout > 0 && level > config.depth - kDropoutLevels;
  return net.relu(noisy ? net.dropout(x, config.dropout) : x);
}

}  // namespace

graph::Graph pix2pix(const Pix2pixConfig& config) {
  validate(config);
  GraphBuilder net;
  Value x = net.input("lightness", 1);
  std::vector<Value> skips;
  for (int level = 1; level <= config.depth; ++level) {
    x = down(net, config, level, x);
    skips.push_back(x);
  }
  for (int level = config.depth; level > 1; --level) {
    skips.pop_back();
    x = net.concat({up(net, config, level, x), skips.back()});
  }
  return std::move(net).finish(
      {{"color", net.sigmoid(net.conv_transpose("color", x, config.outputs))}});
}

}  // namespace autochrome::nets
