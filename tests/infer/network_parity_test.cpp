// The engine against the reference interpreter on whole networks: random ones, the study's, and
// ones made for Winograd's method.
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "nets/registry.h"
#include "tests/infer/activations.h"
#include "tests/infer/parity.h"

namespace autochrome::infer {
namespace {

using graph::GraphBuilder;
using graph::Interpolation;
using graph::Value;

/// Ops drawn at random; every value left unread becomes part of the output.
Graph random_graph(std::uint64_t seed) {
  Random random(seed);
  const int widths[] = {1, 3, 5, 8, 16, 17, 32};
  const auto width = [&] { return widths[random.below(std::size(widths))]; };
  GraphBuilder net;
  std::vector<Value> values = {net.input("x", width())};
  const auto any = [&] { return values[random.below(values.size())]; };
  const auto partner = [&](Value x) {
    Value y = any();
    return y.channels == x.channels ? y : x;
  };
  for (int i = 0; i < 12; ++i) {
    const std::string name = fmt::format("n{}", i);
    const Value last = random.below(3) == 0 ? any() : values.back();
    switch (random.below(6)) {
      case 0:
        values.push_back(
            net.conv(name, last, width(), {.kernel = static_cast<int>(1 + random.below(3))}));
        break;
      case 1:
        values.push_back(net.conv(name, last, last.channels));
        break;
      case 2:
        values.push_back(activated(net, kActivations[random.below(4)], last));
        break;
      case 3:
        values.push_back(net.add(last, partner(last)));
        break;
      case 4:
        values.push_back(last.channels > 64 ? net.conv(name, last, 16) : net.concat({last, any()}));
        break;
      case 5:
        values.push_back(net.batch_norm(name, last));
        break;
    }
  }
  return std::move(net).finish({{"last", values.back()}, {"some", any()}, {"other", any()}});
}

TEST(NetworkParity, RandomNetworks) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    expect_parity(random_graph(seed), 1 + static_cast<std::int64_t>(seed % 3), {5, 4}, seed);
  }
}

TEST(NetworkParity, OnSeveralThreads) {
  for (std::uint64_t seed = 0; seed < 15; ++seed) {
    SCOPED_TRACE(seed);
    expect_parity(random_model(random_graph(seed), seed), 1, {33, 40}, 3);
  }
}

TEST(NetworkParity, TheStudysNetworks) {
  for (const nets::Entry& entry : nets::registry()) {
    for (const int width : {3, 8}) {
      const Graph graph = nets::build(entry.name, {{"width", width}});
      const std::int64_t side = graph.spatial_multiple();
      SCOPED_TRACE(fmt::format("{} of width {}", entry.name, width));
      for (const Size size : {Size{side, side}, {2 * side, 3 * side}}) {
        expect_parity(graph, 2, size);
      }
    }
  }
}

TEST(NetworkParity, TheClassifiers) {
  for (const nets::Entry& entry : nets::classifiers()) {
    for (const int width : {3, 8}) {
      const Graph graph = nets::build(entry.name, {{"width", width}, {"classes", 7}});
      for (const Size size : {Size{16, 16}, {32, 48}}) expect_parity(graph, 2, size);
    }
  }
}

/// Wide and large enough for the planner to prefer Winograd's method, with every way in which
/// values reach it: parts of a concatenation, enlarged ones, sums, dilation, odd sizes.
Graph winograds(int width, int dilation) {
  GraphBuilder net;
  const Value x = net.relu(net.conv("in", net.input("x", 1), width));
  const Value small = net.leaky_relu(net.conv("small", net.max_pool(x), width + 5), 0.2F);
  const Value enlarged = net.resize(small, 2);
  const Value joined = net.concat({enlarged, x, net.concat({x, x})});
  const Value a = net.relu(net.conv("a", joined, width, {.dilation = dilation}));
  const Value b = net.add(net.leaky_relu(net.conv("b", a, width), 0.2F), x);
  const Value c = net.tanh(net.conv("c", net.concat({b, enlarged}), width, {.kernel = 4}));
  const Value d =
      net.relu(net.conv("d", net.concat({c, enlarged}), width, {.kernel = 4, .stride = 2}));
  const Value e = net.sigmoid(net.conv_transpose("e", net.concat({d, small}), width));
  return std::move(net).finish({{"e", e}, {"b", b}, {"joined", joined}});
}

TEST(NetworkParity, WinogradsMethodInsideOfNetworks) {
  for (const int width : {16, 29, 64}) {
    for (const int dilation : {1, 3}) {
      expect_parity(winograds(width, dilation), 2, {26, 38}, 4);
    }
  }
}

TEST(NetworkParity, MoreThreadsThanWork) {
  for (const int threads : {0, 3, 64}) {
    expect_parity(random_model(winograds(32, 1), 4), 1, {16, 8}, threads);
  }
}

TEST(NetworkParity, TheStudysOtherNetworks) {
  expect_parity(nets::build("autoencoder", {{"width", 16}}), 1, {24, 40});
  expect_parity(nets::build("deep-cnn", {{"width", 24}}), 2, {13, 9});
  expect_parity(nets::build("resnet", {{"width", 20}, {"residual_layers", 3}}), 2, {7, 9});
  expect_parity(nets::build("densenet", {{"width", 24}, {"growth", 12}}), 1, {19, 11});
  expect_parity(nets::build("pix2pix", {{"width", 16}, {"depth", 4}}), 2, {48, 32});
}

TEST(NetworkParity, TheStudysUNet) {
  expect_parity(nets::build("unet", Json::object()), 1, {48, 32});
}

}  // namespace
}  // namespace autochrome::infer
