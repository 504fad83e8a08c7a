// The last layer of Pix2Pix, made in strips, against the reference and against itself.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "graph/builder.h"
#include "kernels/page_allocator.h"
#include "tests/infer/parity.h"

namespace autochrome::infer {
namespace {

using graph::GraphBuilder;
using graph::Value;

/// To few channels that are the output.
graph::Model enlarging(int in, int out) {
  GraphBuilder net;
  const Value x = net.relu(net.conv("in", net.input("x", 1), in));
  const Value y = net.conv_transpose("up", net.concat({x, x}), out);
  return random_model(std::move(net).finish({{"y", net.sigmoid(y)}}), 5);
}

std::string last_kernel(const graph::Model& model, Size size) {
  const Tensor in = random_tensor({1, 1, size.h, size.w}, 3);
  Tensor out(model.graph.infer_shapes({{in.shape()}})[model.graph.outputs()[0].value]);
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  Session session(model, {.threads = 1});
  return session.profile({&from, 1}, {&to, 1}).back().kernel;
}

TEST(WinogradStripsParity, OfEverySizeAndNumberOfStrips) {
  EXPECT_EQ(last_kernel(enlarging(32, 2), {80, 140}), "winograd F(3x3, 2x2) in strips");
  for (const int out : {1, 2, 3, 4}) {
    for (const Size size : {Size{8, 9}, {17, 30}, {3, 700}, {80, 140}}) {
      for (const int threads : {1, 3}) expect_parity(enlarging(32, out), 1, size, threads);
    }
  }
  expect_parity(enlarging(17, 3), 2, {41, 133}, 2);
}

TEST(WinogradStripsParity, TakesTheMemoryOfAStrip) {
  const graph::Model model = enlarging(16, 2);
  const std::int64_t side = 256;
  Session session(model, {.threads = 1});
  const Tensor in = random_tensor({1, 1, side, side}, 3);
  Tensor out({1, 2, 2 * side, 2 * side});
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  // The first layer's result in blocks of 16 at most, and less than as much again for all else;
  // the second's in blocks would be four times as large.
  EXPECT_LT(session.memory_bytes(), 2 * static_cast<std::size_t>(16 * side * side) * sizeof(float));
}

}  // namespace
}  // namespace autochrome::infer
