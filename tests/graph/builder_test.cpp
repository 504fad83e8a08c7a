#include "graph/builder.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "base/error.h"

namespace autochrome::graph {
namespace {

/// The padding of a convolution made with these options.
std::pair<int, int> padding(ConvOptions options) {
  GraphBuilder net;
  const Value y = net.conv("conv", net.input("x", 1), 1, options);
  const Graph graph = std::move(net).finish({{"y", y}});
  const auto& conv = std::get<Conv2d>(graph.nodes()[y.id].op);
  return {conv.pad_begin, conv.pad_end};
}

TEST(GraphBuilder, PadsAsKerasSame) {
  EXPECT_EQ(padding({.kernel = 1}), std::pair(0, 0));
  EXPECT_EQ(padding({.kernel = 3}), std::pair(1, 1));
  EXPECT_EQ(padding({.kernel = 4}), std::pair(1, 2));
  EXPECT_EQ(padding({.kernel = 3, .dilation = 2}), std::pair(2, 2));
  EXPECT_EQ(padding({.kernel = 3, .stride = 2}), std::pair(0, 1));
  EXPECT_EQ(padding({.kernel = 4, .stride = 2}), std::pair(1, 1));
  EXPECT_EQ(padding({.kernel = 1, .stride = 2}), std::pair(0, 0));
}

TEST(GraphBuilder, CountsChannels) {
  GraphBuilder net;
  const Value x = net.input("x", 3);
  const Value y = net.conv("conv", x, 8);
  EXPECT_EQ(net.concat({x, y, net.relu(y)}).channels, 19);
  EXPECT_EQ(net.resize(net.max_pool(net.batch_norm("norm", y)), 2).channels, 8);
}

TEST(GraphBuilder, RefusesToAddDifferentChannels) {
  GraphBuilder net;
  const Value x = net.input("x", 3);
  const Value y = net.conv("conv", x, 8);
  EXPECT_THROW(static_cast<void>(net.add(x, y)), ShapeError);
}

TEST(GraphBuilder, RefusesGroupsThatDoNotDivide) {
  GraphBuilder net;
  const Value x = net.input("x", 6);
  EXPECT_THROW(static_cast<void>(net.conv("a", x, 8, {.groups = 3})), ShapeError);
  EXPECT_THROW(static_cast<void>(net.conv("b", x, 8, {.groups = 4})), ShapeError);
}

TEST(GraphBuilder, RefusesToEnlargeByWhatTheKernelCannot) {
  GraphBuilder net;
  const Value x = net.input("x", 6);
  EXPECT_EQ(net.conv_transpose("a", x, 8, {.kernel = 2}).channels, 8);
  EXPECT_THROW(static_cast<void>(net.conv_transpose("b", x, 8, {.kernel = 3})), ShapeError);
  EXPECT_THROW(static_cast<void>(net.conv_transpose("c", x, 8, {.kernel = 1, .stride = 3})),
               ShapeError);
}

TEST(GraphBuilder, RefusesANameTwice) {
  GraphBuilder net;
  const Value x = net.input("x", 3);
  static_cast<void>(net.conv("conv", x, 8));
  EXPECT_THROW(static_cast<void>(net.conv("conv", x, 8)), std::logic_error);
}

}  // namespace
}  // namespace autochrome::graph
