// The network by which engines are compared: a plain U-Net of widths 16 to 256, two 3×3
// convolutions with batch normalization and leaky ReLU a level, max pooling, nearest enlarging and
// concatenation, a 3×3 convolution to three channels and a sigmoid. 1.76 GFLOP at 128×128.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "graph/builder.h"

namespace autochrome::bench {

inline graph::Value unet_s_level(graph::GraphBuilder& net,
                                 const std::string& name,
                                 graph::Value x,
                                 int filters) {
  for (const int i : {1, 2}) {
    x = net.conv(fmt::format("{}.conv{}", name, i), x, filters, {.bias = false});
    x = net.leaky_relu(net.batch_norm(fmt::format("{}.norm{}", name, i), x), 0.2F);
  }
  return x;
}

/// Input "x" [N, 1, H, W], output "y" [N, 3, H, W]; H and W are multiples of 16.
inline graph::Graph unet_s() {
  graph::GraphBuilder net;
  graph::Value x = net.input("x", 1);
  std::vector<graph::Value> skips;
  int filters = 16;
  for (int level = 1; level <= 4; ++level, filters *= 2) {
    x = unet_s_level(net, fmt::format("down{}", level), x, filters);
    skips.push_back(x);
    x = net.max_pool(x);
  }
  x = unet_s_level(net, "bottom", x, filters);
  for (int level = 4; level >= 1; --level) {
    filters /= 2;
    x = net.concat({net.resize(x, 2), skips.back()});
    skips.pop_back();
    x = unet_s_level(net, fmt::format("up{}", level), x, filters);
  }
  return std::move(net).finish({{"y", net.sigmoid(net.conv("last", x, 3))}});
}

}  // namespace autochrome::bench
