#include "graph/graph.h"

#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "graph/builder.h"

namespace autochrome::graph {
namespace {

/// A small U-Net, of the ops that one is made of.
Graph sample() {
  GraphBuilder net;
  const Value x = net.input("x", 1);
  const Value a =
      net.leaky_relu(net.batch_norm("norm", net.conv("down", x, 4, {.bias = false})), 0.3F);
  const Value b = net.relu(net.conv("bottom", net.max_pool(a), 8, {.dilation = 2}));
  const Value c = net.concat({net.resize(b, 2), a});
  return std::move(net).finish({{"color", net.sigmoid(net.conv("last", c, 2, {.kernel = 1}))}});
}

/// What one chain of ops reaches.
template <class Chain>
Reach reach_of(Chain&& chain) {
  GraphBuilder net;
  const Value y = chain(net, net.input("x", 1));
  return std::move(net).finish({{"y", y}}).reach();
}

TEST(Graph, SeesEverythingBehindAnAverageOfAll) {
  const auto near = [](GraphBuilder& net, Value x) { return net.conv("a", x, 1); };
  const auto whole = [](GraphBuilder& net, Value x) {
    return net.conv("b", net.global_average_pool(net.conv("a", x, 1)), 1, {.kernel = 1});
  };
  EXPECT_FALSE(reach_of(near).everywhere);
  EXPECT_TRUE(reach_of(whole).everywhere);
}

TEST(Graph, WritesItselfDown) {
  EXPECT_EQ(to_text(sample()),
            "x = input 1 ()\n"
            "down = conv 1->4 k3 s1 d1 g1 p1,1 (x)\n"
            "norm = batch_norm 4 eps 0.001 (down)\n"
            "leaky_relu3 = leaky_relu 0.3 (norm)\n"
            "max_pool4 = max_pool 2 (leaky_relu3)\n"
            "bottom = conv 4->8 k3 s1 d2 g1 p2,2 bias (max_pool4)\n"
            "relu6 = relu 0 (bottom)\n"
            "resize7 = resize 2 nearest (relu6)\n"
            "concat8 = concat (resize7, leaky_relu3)\n"
            "last = conv 12->2 k1 s1 d1 g1 p0,0 bias (concat8)\n"
            "sigmoid10 = sigmoid 0 (last)\n"
            "output color = sigmoid10\n");
}

TEST(Graph, InfersShapes) {
  const std::vector<Shape> input = {{3, 1, 6, 10}};
  const auto shapes = sample().infer_shapes(input);
  EXPECT_EQ(shapes[4], (Shape{3, 4, 3, 5}));
  EXPECT_EQ(shapes[8], (Shape{3, 12, 6, 10}));
  EXPECT_EQ(shapes.back(), (Shape{3, 2, 6, 10}));
}

TEST(Graph, NamesTheNodeThatDoesNotFit) {
  const std::vector<Shape> input = {{1, 1, 6, 9}};
  try {
    static_cast<void>(sample().infer_shapes(input));
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(),
                 "node 'max_pool4': max pooling by 2 wants sides that are its multiples and got "
                 "[1, 4, 6, 9]");
  }
}

TEST(Graph, RefusesAnotherNumberOfInputs) {
  const std::vector<Shape> inputs = {{1, 1, 6, 8}, {1, 1, 6, 8}};
  EXPECT_THROW(static_cast<void>(sample().infer_shapes(inputs)), ShapeError);
  EXPECT_THROW(static_cast<void>(sample().infer_shapes({})), ShapeError);
}

TEST(Graph, CountsParametersAndMultiplyAdds) {
  const Graph graph = sample();
  EXPECT_EQ(graph.parameter_count(), 4 * 9 + 4 * 4 + (8 * 4 * 9 + 8) + (2 * 12 + 2));
  const std::vector<Shape> input = {{2, 1, 4, 6}};
  EXPECT_EQ(graph.multiply_adds(input), 2 * (24 * 4 * 9 + 6 * 8 * 4 * 9 + 24 * 2 * 12));
}

TEST(Graph, NeedsSidesThatItsHalvingsDivide) {
  EXPECT_EQ(sample().spatial_multiple(), 2);
  GraphBuilder net;
  const Value x = net.input("x", 1);
  const Value a = net.conv("a", net.max_pool(x, 3), 1, {.stride = 2});
  const Value b = net.max_pool(net.resize(a, 2));
  EXPECT_EQ(std::move(net).finish({{"y", b}}).spatial_multiple(), 6);
}

TEST(Graph, EnlargingFirstNeedsNoMultiple) {
  GraphBuilder net;
  const Value y = net.max_pool(net.resize(net.input("x", 1), 2));
  EXPECT_EQ(std::move(net).finish({{"y", y}}).spatial_multiple(), 1);
}

TEST(Graph, ReachesAsFarAsItsConvolutions) {
  const auto conv = [](GraphBuilder& net, Value x) { return net.conv("a", x, 1); };
  EXPECT_EQ(reach_of(conv).field(), 3);
  const auto two = [](GraphBuilder& net, Value x) {
    return net.conv("b", net.conv("a", x, 1, {.kernel = 4}), 1, {.dilation = 3});
  };
  EXPECT_EQ(reach_of(two).before, 1 + 3);
  EXPECT_EQ(reach_of(two).after, 2 + 3);
}

TEST(Graph, ReachesTwiceAsFarBehindAHalving) {
  const auto pooled = [](GraphBuilder& net, Value x) { return net.conv("a", net.max_pool(x), 1); };
  EXPECT_EQ(reach_of(pooled).before, 2);
  EXPECT_EQ(reach_of(pooled).after, 1 + 2);
  const auto strided = [](GraphBuilder& net, Value x) {
    return net.conv("b", net.conv("a", x, 1, {.kernel = 4, .stride = 2}), 1);
  };
  EXPECT_EQ(reach_of(strided).before, 1 + 2);
  EXPECT_EQ(reach_of(strided).after, 2 + 2);
}

TEST(Graph, ReachesThroughTransposedConvolutions) {
  const auto transposed = [](GraphBuilder& net, Value x) {
    return net.conv_transpose("b", net.conv("a", x, 1, {.kernel = 2, .stride = 2}), 1);
  };
  // Of a halved picture an output pixel reads its own pixel and the neighbour on its side.
  EXPECT_EQ(reach_of(transposed).before, 2);
  EXPECT_EQ(reach_of(transposed).after, 1 + 1);
}

TEST(Graph, ReachesOneSampleMoreWhereItInterpolates) {
  const auto enlarged = [](Interpolation mode) {
    return [mode](GraphBuilder& net, Value x) { return net.resize(net.max_pool(x, 4), 4, mode); };
  };
  EXPECT_EQ(reach_of(enlarged(Interpolation::Nearest)).before, 3);
  EXPECT_EQ(reach_of(enlarged(Interpolation::Nearest)).after, 3);
  EXPECT_EQ(reach_of(enlarged(Interpolation::Bilinear)).before, 7);
  EXPECT_EQ(reach_of(enlarged(Interpolation::Bilinear)).after, 7);
}

TEST(Graph, ReachesAsFarAsItsWidestPath) {
  const auto forked = [](GraphBuilder& net, Value x) {
    return net.add(x, net.conv("a", x, 1, {.kernel = 7}));
  };
  EXPECT_EQ(reach_of(forked).field(), 7);
}

}  // namespace
}  // namespace autochrome::graph
