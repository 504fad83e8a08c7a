// The topology of Zhang, Isola and Efros, "Colorful Image Colorization" (ECCV 2016,
// arXiv:1603.08511), as far as engines are concerned: eight stages of 3×3 convolutions, dilated in
// the fifth and sixth, an enlargement by a transposed convolution and 313 classes of colour.
#pragma once

#include <string>
#include <utility>

#include <fmt/format.h>

#include "graph/builder.h"

namespace autochrome::bench {

struct EccvStage {
  int filters;
  int convolutions;
  int dilation = 1;
  bool halves = false;  ///< in its last convolution
};

inline graph::Value eccv_stage(graph::GraphBuilder& net,
                               const std::string& name,
                               graph::Value x,
                               const EccvStage& stage) {
  for (int i = 1; i <= stage.convolutions; ++i) {
    const int stride = stage.halves && i == stage.convolutions ? 2 : 1;
    x = net.relu(net.conv(fmt::format("{}.conv{}", name, i), x, stage.filters,
                          {.stride = stride, .dilation = stage.dilation}));
  }
  return net.batch_norm(name + ".norm", x);
}

/// Input "x" [N, 1, H, W], output "y" [N, 313, H/4, W/4]; H and W are multiples of 8.
inline graph::Graph eccv16() {
  constexpr EccvStage kStages[] = {{64, 2, 1, true}, {128, 2, 1, true}, {256, 3, 1, true}, {512, 3},
                                   {512, 3, 2},      {512, 3, 2},       {512, 3}};
  graph::GraphBuilder net;
  graph::Value x = net.input("x", 1);
  int number = 1;
  for (const EccvStage& stage : kStages) {
    x = eccv_stage(net, fmt::format("stage{}", number++), x, stage);
  }
  x = net.relu(net.conv_transpose("stage8.up", x, 256));
  x = net.relu(net.conv("stage8.conv1", x, 256));
  x = net.relu(net.conv("stage8.conv2", x, 256));
  return std::move(net).finish({{"y", net.conv("classes", x, 313, {.kernel = 1})}});
}

}  // namespace autochrome::bench
