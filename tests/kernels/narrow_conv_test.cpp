// Every form of the kernel; parity_test.cpp sees the best one only.
#include "kernels/narrow_conv.h"

#include <gtest/gtest.h>

#include "graph/builder.h"
#include "reference/interpreter.h"
#include "tests/graph/random_model.h"
#include "tests/kernels/kernel_forms.h"

namespace autochrome::kernels {
namespace {

void expect_parity(int in, int out, int kernel, Layout layout, const Shape& shape) {
  graph::GraphBuilder net;
  const graph::Value x = net.conv("conv", net.input("x", in), out, {.kernel = kernel});
  const auto model = random_model(std::move(net).finish({{"y", net.tanh(x)}}), 3);
  const Tensor input = random_tensor(shape, 5);
  const auto wanted = reference::run(model, {&input, 1});

  const auto& conv = std::get<graph::Conv2d>(model.graph.nodes()[1].op);
  const auto weights = pack_narrow(conv, layout, model.weights->at("conv.weight").values);
  const auto pixels = blocked(input, layout);
  for (const Instructions form : all_instructions()) {
    const NarrowConv narrow{conv,   shape, wanted[0].shape(),
                            layout, form,  graph::Activate{graph::Activation::Tanh}};
    Tensor got(wanted[0].shape());
    narrow_conv(narrow, weights.data(), model.weights->at("conv.bias").values.data(), pixels.data(),
                got.values().data());
    for (std::size_t i = 0; i < got.values().size(); ++i) {
      ASSERT_NEAR(got.values()[i], wanted[0].values()[i], 1e-5);
    }
  }
}

TEST(NarrowConv, IsTheReferencesInEveryForm) {
  for (const int block : {8, 16}) {
    for (const int in : {1, 8, 17}) {
      for (const int out : {1, 2, 3, 4}) {
        for (const int kernel : {1, 3, 4}) {
          expect_parity(in, out, kernel, {block}, {1, in, 3, 1});
          expect_parity(in, out, kernel, {block}, {1, in, 2, 13});
        }
      }
    }
  }
}

}  // namespace
}  // namespace autochrome::kernels
