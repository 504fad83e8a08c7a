// Dropout left on in a session: noise that a seed draws.
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "graph/builder.h"
#include "infer/session.h"
#include "nets/registry.h"
#include "tests/graph/random_model.h"

namespace autochrome::infer {
namespace {

constexpr float kRate = 0.25F;

/// x → dropout.
graph::Model only_dropout(int channels) {
  graph::GraphBuilder net;
  const graph::Value x = net.input("x", channels);
  return random_model(std::move(net).finish({{"y", net.dropout(x, kRate)}}), 1);
}

Tensor answer(const graph::Model& model, const Tensor& in, SessionOptions options) {
  Session session(model, options);
  const std::vector<Shape> shapes = model.graph.infer_shapes({{in.shape()}});
  Tensor out(shapes[model.graph.outputs()[0].value]);
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  return out;
}

std::vector<float> values(const Tensor& tensor) {
  return {tensor.values().begin(), tensor.values().end()};
}

TEST(DropoutSession, DoesNothingWithoutASeed) {
  const Tensor in = random_tensor({1, 5, 16, 12}, 3);
  EXPECT_EQ(values(answer(only_dropout(5), in, {})), values(in));
}

TEST(DropoutSession, DropsTheRateAndScalesTheRest) {
  const Tensor in = random_tensor({1, 20, 32, 32}, 3);
  const auto out = values(answer(only_dropout(20), in, {.dropout_seed = 7}));
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == 0) {
      ++dropped;
    } else {
      ASSERT_FLOAT_EQ(out[i], in.values()[i] / (1 - kRate));
    }
  }
  const double share = static_cast<double>(dropped) / static_cast<double>(out.size());
  EXPECT_NEAR(share, kRate, 0.01) << "of 20480 values; three standard deviations are 0.009";
}

TEST(DropoutSession, GivesEverySeedItsAnswerWithAnyNumberOfThreads) {
  const graph::Model model = random_model(nets::build("pix2pix", {{"width", 8}, {"depth", 4}}), 5);
  const Tensor in = random_tensor({1, 1, 32, 32}, 9);
  const auto once = values(answer(model, in, {.threads = 1, .dropout_seed = 1}));
  EXPECT_EQ(once, values(answer(model, in, {.threads = 3, .dropout_seed = 1})));
  EXPECT_NE(once, values(answer(model, in, {.threads = 1, .dropout_seed = 2})));
  EXPECT_NE(once, values(answer(model, in, {.threads = 1})));
}

}  // namespace
}  // namespace autochrome::infer
