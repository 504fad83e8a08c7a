// Every form of the kernel, whether or not the planner would choose it here, against the reference.
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "graph/builder.h"
#include "kernels/costs.h"
#include "kernels/parallel.h"
#include "kernels/winograd_convolution.h"
#include "kernels/winograd_cost.h"
#include "reference/interpreter.h"
#include "tests/graph/random_model.h"
#include "tests/kernels/kernel_forms.h"

namespace autochrome::kernels {
namespace {

using graph::GraphBuilder;
using graph::Value;

struct Input {
  int channels = 1;
  bool enlarged = false;
};

struct Case {
  std::vector<Input> inputs;
  int out = 1;
  std::int64_t h = 1;  ///< of the convolution's input
  std::int64_t w = 1;
};

/// A network of one convolution, what it adds and its activation, and the kernel's data for it.
class Convolution {
 public:
  /// `convolve` appends the convolution to the network.
  template <class F>
  Convolution(const Case& c, Instructions instructions, F&& convolve)
      : instructions_(instructions), model_(network(c, std::forward<F>(convolve))) {
    for (const graph::ValueId id : model_.graph.inputs()) {
      const auto& input = std::get<graph::Input>(model_.graph.nodes()[id].op);
      Shape shape{1, input.channels, c.h, c.w};
      if (id + 1 == model_.graph.inputs().size()) {
        shape = added_;
      } else if (c.inputs[id].enlarged) {
        shape.h /= 2;
        shape.w /= 2;
      }
      tensors_.push_back(random_tensor(shape, 7 + id));
      if (id + 1 < model_.graph.inputs().size()) {
        sources_.push_back({{1, input.channels, c.h, c.w}, c.inputs[id].enlarged});
      }
    }
  }

  [[nodiscard]] const std::vector<Source>& sources() const { return sources_; }

  [[nodiscard]] const Shape& to() const { return added_; }

  template <class Op>
  [[nodiscard]] const Op& op() const {
    return std::get<Op>(model_.graph.nodes()[convolution_].op);
  }

  [[nodiscard]] Tensor wanted() const { return std::move(reference::run(model_, tensors_)[0]); }

  template <class Op>
  [[nodiscard]] Tensor got(Winograd winograd, int threads) const {
    const Layout layout{block_of(instructions_)};
    PackedFloats to(layout.floats(added_), std::nanf(""));
    const auto weights =
        pack_weights(winograd, op<Op>(), sources_, model_.weights->at("conv.weight").values);
    run(winograd, weights, threads, to);
    return plain(to, added_, layout);
  }

  /// Of a transposed convolution.
  [[nodiscard]] Tensor got_by_phases(int threads) const {
    const Layout layout{block_of(instructions_)};
    const auto& conv = op<graph::ConvTranspose2d>();
    PackedFloats to(layout.floats(added_), std::nanf(""));
    int phase = 0;
    for (Winograd& winograd : phases_of(conv, sources_, added_, instructions_)) {
      const auto weights =
          pack_phase(winograd, conv, phase++, sources_, model_.weights->at("conv.weight").values);
      schedule(winograd, threads);
      run(winograd, weights, threads, to);
    }
    return plain(to, added_, layout);
  }

 private:
  void run(Winograd& winograd, const PackedFloats& weights, int threads, PackedFloats& to) const {
    const ThreadScope scope(threads);
    const Layout layout{block_of(instructions_)};
    winograd.epilogue = {graph::Activate{graph::Activation::LeakyRelu, 0.2F}, Addend{0},
                         graph::Activate{graph::Activation::Tanh, 0}};
    PackedFloats bias(static_cast<std::size_t>(layout.padded(added_.c)));
    std::ranges::copy(model_.weights->at("conv.bias").values, bias.begin());
    std::vector<PackedFloats> inputs;
    for (const Tensor& tensor : tensors_) inputs.push_back(blocked(tensor, layout));
    std::vector<const float*> from;
    for (std::size_t i = 0; i < winograd.from.size(); ++i) {
      from.push_back(inputs[i % sources_.size()].data());
    }
    const float* added = inputs.back().data();
    PackedFloats scratch(scratch_floats(winograd, threads), std::nanf(""));
    convolve(winograd, {from, to.data(), weights.data(), bias.data(), {&added, 1}, scratch.data()});
  }

  template <class F>
  graph::Model network(const Case& c, F&& convolve) {
    GraphBuilder net;
    std::vector<Value> inputs;
    for (std::size_t i = 0; i < c.inputs.size(); ++i) {
      inputs.push_back(net.input(fmt::format("x{}", i), c.inputs[i].channels));
    }
    const Value added = net.input("added", c.out);
    Value joined = enlarged(net, c.inputs[0], inputs[0]);
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      joined = net.concat({joined, enlarged(net, c.inputs[i], inputs[i])});
    }
    const Value y = convolve(net, joined);
    convolution_ = y.id;
    const Value sum = net.add(net.leaky_relu(y, 0.2F), added);
    graph::Graph graph = std::move(net).finish({{"y", net.tanh(sum)}});
    added_ = graph::output_shape(graph.nodes()[y.id].op, {{{1, joined.channels, c.h, c.w}}});
    return random_model(std::move(graph), 3);
  }

  static Value enlarged(GraphBuilder& net, const Input& input, Value x) {
    return input.enlarged ? net.resize(x, 2) : x;
  }

  Instructions instructions_;
  Shape added_;
  graph::ValueId convolution_ = 0;
  graph::Model model_;
  std::vector<Tensor> tensors_;
  std::vector<Source> sources_;
};

void expect_same(const Tensor& got, const Tensor& wanted, const std::string& what) {
  for (std::size_t i = 0; i < wanted.values().size(); ++i) {
    ASSERT_NEAR(got.values()[i], wanted.values()[i], 1e-4) << what << ", value " << i;
  }
}

/// Each way of keeping weights and of scheduling gives the reference's results, and the same bits.
template <class Op>
void expect_parity(const Convolution& convolution, Winograd winograd, const std::string& what) {
  const Tensor wanted = convolution.wanted();
  Tensor first;
  for (const WeightForm form : {WeightForm::Points, WeightForm::Taps}) {
    for (const bool by_outputs : {false, true}) {
      for (const std::int64_t tiles_at_once : {1, 5, 40}) {
        winograd.weights = form;
        winograd.by_outputs = by_outputs;
        winograd.tiles_at_once = std::min(tiles_at_once, winograd.tiles());
        const Tensor got = convolution.got<Op>(winograd, by_outputs ? 3 : 1);
        if (first.values().empty()) {
          first = got;
          expect_same(got, wanted, what);
        }
        EXPECT_TRUE(std::ranges::equal(got.values(), first.values())) << what;
      }
    }
  }
}

const std::vector<Case> kCases = {
    {{{1}}, 1, 1, 1},
    {{{3}}, 5, 2, 7},
    {{{16}}, 16, 9, 4},
    {{{17}}, 33, 5, 13},
    {{{8}, {24}}, 48, 11, 6},
    {{{5}, {9}, {1}}, 8, 3, 10},
    {{{16, true}, {8}}, 16, 8, 6},
    {{{4, true}}, 20, 2, 14},
};

void expect_conv_parity(const graph::ConvOptions& options, Tiling tiling) {
  for (const Instructions instructions : all_instructions()) {
    for (const Case& c : kCases) {
      if (c.h % options.stride != 0 || c.w % options.stride != 0) continue;
      const Convolution convolution(c, instructions, [&](GraphBuilder& net, Value x) {
        return net.conv("conv", x, c.out, options);
      });
      expect_parity<graph::Conv2d>(
          convolution,
          winograd_for(convolution.op<graph::Conv2d>(), convolution.sources(), convolution.to(),
                       tiling, instructions),
          fmt::format("{} in form {}, {} inputs to {} at {}x{}", to_text(tiling),
                      static_cast<int>(instructions), c.inputs.size(), c.out, c.h, c.w));
    }
  }
}

TEST(Winograd, F4x3IsTheReferences) { expect_conv_parity({}, Tiling::F4x3); }

TEST(Winograd, F2x3IsTheReferences) { expect_conv_parity({}, Tiling::F2x3); }

TEST(Winograd, F3x4IsTheReferences) { expect_conv_parity({.kernel = 4}, Tiling::F3x4); }

TEST(Winograd, DilatedConvolutionsAreTheReferences) {
  for (const int dilation : {2, 3, 5}) expect_conv_parity({.dilation = dilation}, Tiling::F4x3);
  expect_conv_parity({.dilation = 2}, Tiling::F2x3);
}

TEST(Winograd, StridedConvolutionsAreTheReferences) {
  expect_conv_parity({.kernel = 4, .stride = 2}, Tiling::F3x2);
}

TEST(Winograd, TapsAsGridsAreTheReferences) {
  for (const int kernel : {1, 2, 3, 4, 5}) {
    expect_conv_parity({.kernel = kernel, .stride = 2}, Tiling::F1x1);
  }
}

TEST(Winograd, TransposedConvolutionsAreTheReferences) {
  for (const Instructions instructions : all_instructions()) {
    for (const Case& c : kCases) {
      const Convolution convolution(c, instructions, [&](GraphBuilder& net, Value x) {
        return net.conv_transpose("conv", x, c.out);
      });
      expect_parity<graph::ConvTranspose2d>(
          convolution,
          winograd_for(convolution.op<graph::ConvTranspose2d>(), convolution.sources(),
                       convolution.to(), instructions),
          fmt::format("transposed in form {}, {} inputs to {} at {}x{}",
                      static_cast<int>(instructions), c.inputs.size(), c.out, c.h, c.w));
    }
  }
}

TEST(Winograd, TransposedConvolutionsByPhasesAreTheReferences) {
  for (const Instructions instructions : all_instructions()) {
    for (const Case& c : kCases) {
      const Convolution convolution(c, instructions, [&](GraphBuilder& net, Value x) {
        return net.conv_transpose("conv", x, c.out);
      });
      expect_same(convolution.got_by_phases(2), convolution.wanted(),
                  fmt::format("phases in form {}, {} inputs to {} at {}x{}",
                              static_cast<int>(instructions), c.inputs.size(), c.out, c.h, c.w));
    }
  }
}

TEST(Winograd, IsPlannedWhereItIsFasterOnly) {
  const graph::Conv2d wide{.in = 64, .out = 64};
  const Source picture{{1, 64, 64, 64}};
  EXPECT_TRUE(plan_winograd(wide, {&picture, 1}, picture.shape, Instructions::Avx2, 1));
  const graph::Conv2d narrow{.in = 8, .out = 8};
  const Source odd{{1, 8, 65, 65}};
  EXPECT_FALSE(plan_winograd(narrow, {&odd, 1}, odd.shape, Instructions::Avx2, 1));
  const graph::Conv2d grouped{.in = 64, .out = 64, .groups = 2};
  EXPECT_FALSE(plan_winograd(grouped, {&picture, 1}, picture.shape, Instructions::Avx2, 1));
}

TEST(Winograd, IsPlannedByTheCostsInUse) {
  const graph::Conv2d wide{.in = 64, .out = 64};
  const Source picture{{1, 64, 64, 64}};
  const auto planned = [&] {
    return plan_winograd(wide, {&picture, 1}, picture.shape, Instructions::Avx2, 1).has_value();
  };
  EXPECT_TRUE(planned());
  use_costs({.product = 4, .transform = 40});
  EXPECT_FALSE(planned());
  EXPECT_THROW(use_costs({.product = std::nan("")}), InputError);
  EXPECT_THROW(use_costs({.transform = 1000}), InputError);
  EXPECT_EQ(costs().product, 4) << "what was refused is in use";
  use_costs({});
}

TEST(Winograd, IsScheduledWithinMemory) {
  const graph::Conv2d wide{.in = 512, .out = 512};
  const Source picture{{1, 512, 1024, 1024}};
  for (const int threads : {1, 2, 64}) {
    const auto winograd =
        plan_winograd(wide, {&picture, 1}, picture.shape, Instructions::Avx2, threads);
    ASSERT_TRUE(winograd);
    EXPECT_LT(scratch_floats(*winograd, threads), static_cast<std::size_t>(threads) << 22);
  }
}

}  // namespace
}  // namespace autochrome::kernels
