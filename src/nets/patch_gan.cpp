#include "nets/patch_gan.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "base/error.h"
#include "graph/builder.h"

namespace autochrome::nets {

namespace {

using graph::GraphBuilder;
using graph::Value;

constexpr float kIsolaSlope = 0.2F;  // of leaky ReLU (Isola et al.)
constexpr int kMostDoublings = 3;    // likewise Isola et al.

/// Kernels whose receptive field is exactly `patch`: the first, the others being 4×4, and the last.
struct Kernels {
  int patch;
  int first;
  int halvings;
  int last;
};

constexpr std::array kKernels = {Kernels{64, 6, 3, 3}, Kernels{70, 4, 3, 4}, Kernels{128, 6, 4, 3}};

const Kernels& kernels_for(int patch) {
  const auto* const found = std::ranges::find(kKernels, patch, &Kernels::patch);
  if (found != kKernels.end()) return *found;
  throw InputError(fmt::format("option 'patch' is {}; it can be 64, 70 or 128", patch));
}

}  // namespace

graph::Graph patch_gan(const PatchGanConfig& config) {
  validate(config);
  const Kernels& kernels = kernels_for(config.patch);
  GraphBuilder net;
  const Value lightness = net.input("lightness", 1);
  Value x = net.concat({lightness, net.input("color", config.colors)});
  x = net.conv("layer1.conv", x, config.width, {.kernel = kernels.first, .stride = 2});
  x = net.leaky_relu(x, kIsolaSlope);
  for (int layer = 2; layer <= kernels.halvings + 1; ++layer) {
    const std::string name = fmt::format("layer{}", layer);
    const int filters = config.width << std::min(layer - 1, kMostDoublings);
    const int stride = layer <= kernels.halvings ? 2 : 1;
    x = net.conv(name + ".conv", x, filters, {.kernel = 4, .stride = stride, .bias = false});
    x = net.leaky_relu(net.batch_norm(name + ".norm", x), kIsolaSlope);
  }
  return std::move(net).finish({{"score", net.conv("score", x, 1, {.kernel = kernels.last})}});
}

}  // namespace autochrome::nets
