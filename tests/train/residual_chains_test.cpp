#include "train/residual_chains.h"

#include <optional>

#include <gtest/gtest.h>

#include "graph/builder.h"
#include "nets/resnet.h"

namespace autochrome::train {
namespace {

using graph::GraphBuilder;
using graph::Value;

constexpr int kChannels = 256;
constexpr float kSlope = 0.25F;

/// What layers may differ in.
struct Layer {
  float slope = kSlope;
  bool bias = true;
  bool read_elsewhere = false;  ///< its input, by nobody of the chain
};

/// Layers and the normalization behind them.
graph::Graph layers(const std::vector<Layer>& all, bool normalized = true) {
  GraphBuilder net;
  Value x = net.conv("first", net.input("lightness", 1), kChannels, {.kernel = 1});
  std::optional<Value> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto name = [&](const char* part) { return part + std::to_string(i); };
    if (all[i].read_elsewhere) seen = x;
    Value y = net.leaky_relu(net.batch_norm(name("norm"), x), all[i].slope);
    y = net.conv(name("one"), y, kChannels, {.kernel = 1, .bias = all[i].bias});
    y = net.conv(name("two"), net.leaky_relu(y, all[i].slope), kChannels, {.kernel = 1});
    x = net.add(x, y);
  }
  if (normalized) x = net.leaky_relu(net.batch_norm("last", x), kSlope);
  const Value color = net.sigmoid(net.conv("color", x, 3));
  return seen ? std::move(net).finish({{"color", color}, {"seen", *seen}})
              : std::move(net).finish({{"color", color}});
}

/// How many layers each chain has.
std::vector<std::size_t> lengths(const graph::Graph& graph) {
  std::vector<std::size_t> all;
  for (const ResidualChain& chain : residual_chains(graph, kChannels)) {
    all.push_back(chain.layers.size());
  }
  return all;
}

using Lengths = std::vector<std::size_t>;

TEST(ResidualChains, HaveAllLayersOfTheStudysResnet) {
  const graph::Graph graph = nets::resnet({});
  const auto chains = residual_chains(graph, kChannels);
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_EQ(chains[0].layers.size(), 20U);
  EXPECT_EQ(graph.nodes()[chains[0].input].name, "first");
  EXPECT_EQ(graph.nodes()[chains[0].layers[0].conv2].name, "residual1.conv2");
  EXPECT_EQ(graph.nodes()[chains[0].last_norm].name, "last.norm");
  // All that lies between what goes in and what comes out.
  EXPECT_EQ(chains[0].values().size(), std::size_t{chains[0].output - chains[0].input});
}

TEST(ResidualChains, AreOfOneWidth) {
  EXPECT_TRUE(residual_chains(nets::resnet({.width = 32}), kChannels).empty());
}

TEST(ResidualChains, EndInANormalization) {
  EXPECT_EQ(lengths(layers({{}, {}})), Lengths{2});
  EXPECT_EQ(lengths(layers({{}, {}}, /*normalized=*/false)), Lengths{});
}

TEST(ResidualChains, AreNotANetworksResult) {
  GraphBuilder net;
  Value x = net.conv("first", net.input("lightness", 1), kChannels, {.kernel = 1});
  Value y = net.leaky_relu(net.batch_norm("norm", x), kSlope);
  y = net.leaky_relu(net.conv("one", y, kChannels, {.kernel = 1}), kSlope);
  x = net.add(x, net.conv("two", y, kChannels, {.kernel = 1}));
  x = net.leaky_relu(net.batch_norm("last", x), kSlope);
  EXPECT_EQ(lengths(std::move(net).finish({{"color", x}})), Lengths{});
}

TEST(ResidualChains, BeginBehindWhatOthersRead) {
  EXPECT_EQ(lengths(layers({{}, {.read_elsewhere = true}, {}})), Lengths{2});
}

TEST(ResidualChains, HaveLayersOfOneKind) {
  EXPECT_EQ(lengths(layers({{}, {.slope = 0.5F}, {}})), Lengths{1});
  EXPECT_EQ(lengths(layers({{}, {.bias = false}, {}})), Lengths{1});
  EXPECT_EQ(lengths(layers({{.slope = 2.0F}})), Lengths{});
}

}  // namespace
}  // namespace autochrome::train
