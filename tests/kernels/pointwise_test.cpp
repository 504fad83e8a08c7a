// Chains of 1×1 convolutions in every form of the kernel, whether or not the planner would make
// them here, against the reference; and what the planner makes chains of.
#include "kernels/pointwise.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "graph/builder.h"
#include "graph/passes/fold_batch_norm.h"
#include "kernels/parallel.h"
#include "reference/interpreter.h"
#include "tests/graph/random_model.h"
#include "tests/kernels/kernel_forms.h"

namespace autochrome::kernels {
namespace {

using graph::Activation;
using graph::GraphBuilder;
using graph::Value;

struct Case {
  std::vector<int> channels;  ///< of the input, then of each layer's outputs
  std::int64_t pixels = 1;
  bool norm = false;
  bool halved = false;
};

constexpr graph::Activate kLeaky = {Activation::LeakyRelu, 0.2F};
constexpr graph::Activate kSigmoid = {Activation::Sigmoid, 0};
constexpr graph::Activate kTanh = {Activation::Tanh, 0};

/// Layers with leaky ReLU and sigmoid in turn; the last adds a second input, then takes tanh.
class Chain {
 public:
  explicit Chain(const Case& c)
      : case_(c),
        model_(network(c)),
        inputs_{random_tensor({1, c.channels.front(), 1, c.pixels}, 7),
                random_tensor({1, c.channels.back(), 1, c.pixels}, 8)} {}

  [[nodiscard]] Tensor wanted() const { return std::move(reference::run(model_, inputs_)[0]); }

  [[nodiscard]] Tensor got(Instructions instructions, int threads) const {
    const ThreadScope scope(threads);
    const Layout layout{block_of(instructions)};
    Pointwise pointwise{.instructions = instructions, .pixels = case_.pixels, .layers = {}};
    std::vector<PackedFloats> packed;
    std::vector<const float*> weights;
    std::vector<const float*> bias;
    for (std::size_t i = 0; i < layers(); ++i) {
      PointwiseLayer layer{
          .inputs = case_.channels[i], .outputs = case_.channels[i + 1], .halved = case_.halved};
      layer.epilogue = {i % 2 == 0 ? kLeaky : kSigmoid};
      if (i + 1 == layers()) layer.epilogue = {Addend{0}, kTanh};
      packed.push_back(pack_pointwise(instructions, layer, parameter(i, "weight")));
      bias.push_back(parameter(i, "bias").data());
      pointwise.layers.push_back(std::move(layer));
    }
    for (const PackedFloats& one : packed) weights.push_back(one.data());
    graph::Affine scaling;
    if (case_.norm) {
      const auto& norm = model_.graph.nodes()[norm_];
      scaling = graph::affine_of(norm, std::get<graph::BatchNorm2d>(norm.op), *model_.weights);
      pointwise.scaled = true;
      pointwise.activate = kLeaky;
    }
    const PackedFloats from = blocked(inputs_[0], layout);
    const PackedFloats added = blocked(inputs_[1], layout);
    const float* const added_at = added.data();
    PackedFloats to(layout.floats(inputs_[1].shape()), std::nanf(""));
    PackedFloats scratch(scratch_floats(pointwise, threads), std::nanf(""));
    run(pointwise, {from.data(),
                    to.data(),
                    scaling.scale.data(),
                    scaling.shift.data(),
                    weights,
                    bias,
                    {&added_at, 1},
                    scratch.data()});
    return plain(to, inputs_[1].shape(), layout);
  }

 private:
  [[nodiscard]] std::size_t layers() const { return case_.channels.size() - 1; }

  [[nodiscard]] const std::vector<float>& parameter(std::size_t layer, const char* kind) const {
    return model_.weights->at(fmt::format("conv{}.{}", layer, kind)).values;
  }

  graph::Model network(const Case& c) {
    GraphBuilder net;
    Value x = net.input("x", c.channels.front());
    const Value added = net.input("added", c.channels.back());
    if (c.norm) {
      x = net.batch_norm("norm", x);
      norm_ = x.id;
      x = net.leaky_relu(x, 0.2F);
    }
    const std::size_t layers = c.channels.size() - 1;
    for (std::size_t i = 0; i < layers; ++i) {
      x = net.conv(fmt::format("conv{}", i), x, c.channels[i + 1], {.kernel = 1});
      if (i + 1 < layers) x = i % 2 == 0 ? net.leaky_relu(x, 0.2F) : net.sigmoid(x);
    }
    return random_model(std::move(net).finish({{"y", net.tanh(net.add(x, added))}}), 3);
  }

  Case case_;
  graph::ValueId norm_ = 0;
  graph::Model model_;
  std::vector<Tensor> inputs_;
};

void expect_same(const Tensor& got, const Tensor& wanted, const std::string& what) {
  for (std::size_t i = 0; i < wanted.values().size(); ++i) {
    ASSERT_NEAR(got.values()[i], wanted.values()[i], 1e-5) << what << ", value " << i;
  }
}

TEST(Pointwise, ChainsEqualTheReference) {
  for (const Instructions instructions : all_instructions()) {
    for (const std::int64_t pixels : {1, 2, 13, 28, 29, 57, 300}) {
      for (const auto& channels :
           {std::vector{32, 64}, {64, 128, 64}, {192, 64, 64, 192}, {128, 256}}) {
        for (const auto& [norm, halved] : {std::pair{false, false}, {true, false}, {false, true}}) {
          const Chain chain({channels, pixels, norm, halved});
          const std::string what =
              fmt::format("form {}, {} layers, {} pixels, halved {}",
                          static_cast<int>(instructions), channels.size() - 1, pixels, halved);
          const Tensor got = chain.got(instructions, 1);
          expect_same(got, chain.wanted(), what);
          EXPECT_TRUE(std::ranges::equal(chain.got(instructions, 3).values(), got.values()))
              << what;
        }
      }
    }
  }
}

}  // namespace
}  // namespace autochrome::kernels
