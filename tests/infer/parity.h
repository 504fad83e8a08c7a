// The engine held against the reference interpreter.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "infer/session.h"
#include "reference/interpreter.h"
#include "tests/graph/random_model.h"

namespace autochrome::infer {

using graph::Graph;

struct Size {
  std::int64_t h = 1;
  std::int64_t w = 1;
};

inline std::vector<Tensor> random_inputs(const Graph& graph, std::int64_t batch, Size size) {
  std::vector<Tensor> inputs;
  for (const graph::ValueId id : graph.inputs()) {
    const auto& input = std::get<graph::Input>(graph.nodes()[id].op);
    inputs.push_back(random_tensor({batch, input.channels, size.h, size.w}, 100 + id));
  }
  return inputs;
}

inline std::vector<Tensor> infer(Session& session,
                                 std::span<const Tensor> inputs,
                                 std::span<const Tensor> like) {
  std::vector<ConstTensorView> in;
  for (const Tensor& tensor : inputs) in.push_back(tensor.view());
  std::vector<Tensor> outputs;
  for (const Tensor& tensor : like) outputs.emplace_back(tensor.shape());
  std::vector<TensorView> out;
  for (Tensor& tensor : outputs) {
    std::ranges::fill(tensor.values(), std::nanf(""));  // what is not written is seen
    out.push_back(tensor.view());
  }
  session.run(in, out);
  return outputs;
}

/// The largest difference, in units of the largest value or 1.
inline float relative_difference(const Tensor& got, const Tensor& wanted) {
  float scale = 1;
  float largest = 0;
  for (std::size_t i = 0; i < wanted.values().size(); ++i) {
    const float difference = std::abs(got.values()[i] - wanted.values()[i]);
    if (std::isnan(difference)) return difference;
    scale = std::max(scale, std::abs(wanted.values()[i]));
    largest = std::max(largest, difference);
  }
  return largest / scale;
}

inline void expect_parity(const graph::Model& model,
                          std::int64_t batch,
                          Size size,
                          int threads = 1) {
  const auto inputs = random_inputs(model.graph, batch, size);
  const auto wanted = reference::run(model, inputs);
  Session session(model, {.threads = threads});
  for (const int run : {1, 2}) {  // the second finds the arena full of the first's values
    const auto got = infer(session, inputs, wanted);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_LE(relative_difference(got[i], wanted[i]), 1e-4F)
          << "run " << run << ", output " << i << " of\n"
          << to_text(model.graph) << "at " << batch << " of " << size.h << "x" << size.w;
    }
  }
}

inline void expect_parity(Graph graph, std::int64_t batch, Size size, std::uint64_t seed = 1) {
  expect_parity(random_model(std::move(graph), seed), batch, size);
}

}  // namespace autochrome::infer
