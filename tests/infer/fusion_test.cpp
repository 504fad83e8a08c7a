#include "infer/fusion.h"

#include <string>

#include <gtest/gtest.h>

#include "graph/builder.h"

namespace autochrome::infer {
namespace {

using graph::GraphBuilder;
using graph::Value;

/// "conv+activate+add(0)" for every task but the inputs, joined with spaces.
std::string summary(const graph::Graph& graph) {
  std::string text;
  for (const Task& task : fuse(graph)) {
    const graph::Node& node = graph.nodes()[task.node];
    if (std::holds_alternative<graph::Input>(node.op)) continue;
    text += (text.empty() ? "" : " ") + node.name;
    for (const PostOp& op : task.post_ops) {
      const auto* add = std::get_if<AddValue>(&op);
      text += add == nullptr ? "+act" : "+add(" + graph.nodes()[add->value].name + ")";
    }
  }
  return text;
}

TEST(Fusion, AConvolutionTakesTheActivationBehindIt) {
  GraphBuilder net;
  const Value x = net.input("x", 8);
  EXPECT_EQ(summary(std::move(net).finish({{"y", net.relu(net.conv("conv", x, 8))}})), "conv+act");
}

TEST(Fusion, AConvolutionReadTwiceTakesNothing) {
  GraphBuilder net;
  const Value conv = net.conv("conv", net.input("x", 8), 8);
  const Value y = net.add(net.relu(conv), conv);
  EXPECT_EQ(summary(std::move(net).finish({{"y", y}})), "conv relu2 add3");
}

TEST(Fusion, AConvolutionThatIsAnOutputTakesNothing) {
  GraphBuilder net;
  const Value conv = net.conv("conv", net.input("x", 8), 8);
  const Value y = net.relu(conv);
  EXPECT_EQ(summary(std::move(net).finish({{"raw", conv}, {"y", y}})), "conv relu2");
}

TEST(Fusion, AResidualLayerAddsWhatWentIn) {
  GraphBuilder net;
  const Value x = net.relu(net.conv("in", net.input("x", 1), 8));
  const Value a = net.leaky_relu(net.conv("a", x, 8), 0.3F);
  const Value b = net.leaky_relu(net.conv("b", a, 8), 0.3F);
  const Value y = net.relu(net.add(x, b));
  EXPECT_EQ(summary(std::move(net).finish({{"y", y}})), "in+act a+act b+act+add(relu2)+act");
}

TEST(Fusion, SumsOfAnythingAreTaken) {
  GraphBuilder net;
  const Value x = net.input("x", 8);
  const Value a = net.add(x, net.conv("a", x, 8));
  const Value b = net.add(net.add(net.conv("b", a, 8), a), x);
  EXPECT_EQ(summary(std::move(net).finish({{"a", a}, {"b", b}})), "a+add(x) b+add(add2)+add(x)");
}

TEST(Fusion, AConvolutionAddedToItselfTakesNothing) {
  GraphBuilder net;
  const Value a = net.conv("a", net.input("x", 8), 8);
  EXPECT_EQ(summary(std::move(net).finish({{"y", net.add(a, a)}})), "a add2");
}

TEST(Fusion, AConvolutionWaitsForWhatItAdds) {
  GraphBuilder net;
  const Value x = net.input("x", 8);
  const Value early = net.conv("early", x, 8);
  const Value pooled = net.max_pool(x, 1);
  const Value y = net.relu(net.add(early, pooled));
  EXPECT_EQ(summary(std::move(net).finish({{"y", y}})), "max_pool2 early+add(max_pool2)+act");
}

TEST(Fusion, ANormalizationTakesOneActivation) {
  GraphBuilder net;
  const Value x = net.input("x", 8);
  const Value y = net.tanh(net.leaky_relu(net.batch_norm("norm", x), 0.3F));
  EXPECT_EQ(summary(std::move(net).finish({{"y", y}})), "norm+act tanh3");
}

TEST(Fusion, ANormalizationTakesNoSum) {
  GraphBuilder net;
  const Value x = net.input("x", 8);
  const Value y = net.add(net.batch_norm("norm", x), x);
  EXPECT_EQ(summary(std::move(net).finish({{"y", y}})), "norm add2");
}

TEST(Fusion, ATransposedConvolutionTakesTheActivationBehindIt) {
  GraphBuilder net;
  const Value y = net.relu(net.conv_transpose("conv", net.input("x", 8), 8));
  EXPECT_EQ(summary(std::move(net).finish({{"y", y}})), "conv+act");
}

TEST(Fusion, OnlyOneOfTwoConvolutionsTakesTheirSum) {
  GraphBuilder net;
  const Value x = net.input("x", 8);
  const Value a = net.conv("a", x, 8);
  const Value b = net.conv("b", x, 8);
  const Value y = net.add(a, b);
  EXPECT_EQ(summary(std::move(net).finish({{"y", y}})), "b a+add(b)");
}

}  // namespace
}  // namespace autochrome::infer
