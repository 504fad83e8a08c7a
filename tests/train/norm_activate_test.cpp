#include "train/norm_activate.h"

#include <gtest/gtest.h>

namespace autochrome::train {
namespace {

using torch::Tensor;

/// All that can be compared: output, statistics and gradients.
struct Result {
  Tensor y;
  Tensor mean;
  Tensor variance;
  std::vector<Tensor> gradients;
};

template <class F>
Result run(const Tensor& x, F&& f) {
  torch::manual_seed(5);
  const std::int64_t channels = x.size(1);
  Tensor input = x.clone().set_requires_grad(true);
  Tensor weight = (torch::rand({channels}) - 0.3).set_requires_grad(true);
  Tensor bias = torch::randn({channels}).set_requires_grad(true);
  Tensor mean = torch::randn({channels});
  Tensor variance = torch::rand({channels}) + 0.5;
  const Tensor y = f(input, weight, bias, mean, variance);
  (y * torch::randn(y.sizes())).sum().backward();
  return {y.detach(), mean, variance, {input.grad(), weight.grad(), bias.grad()}};
}

Result ours(const Tensor& x, double slope) {
  return run(x, [slope](auto&&... all) { return norm_activate(all..., 0.1, 1e-3, slope); });
}

Result libtorchs(const Tensor& x, double slope) {
  return run(x, [slope](auto& input, auto& weight, auto& bias, auto& mean, auto& variance) {
    return torch::leaky_relu(torch::batch_norm(input, weight, bias, mean, variance,
                                               /*training=*/true, 0.1, 1e-3, false),
                             slope);
  });
}

void expect_same(const Result& got, const Result& wanted) {
  const auto near = [](const Tensor& a, const Tensor& b) {
    return torch::allclose(a, b, 1e-4, 1e-5);
  };
  EXPECT_TRUE(near(got.y, wanted.y));
  EXPECT_TRUE(near(got.mean, wanted.mean));
  EXPECT_TRUE(near(got.variance, wanted.variance));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(torch::allclose(got.gradients[i], wanted.gradients[i], 1e-3, 1e-4)) << i;
  }
}

TEST(NormActivate, IsLibtorchsNormalizationAndActivation) {
  torch::manual_seed(1);
  for (const double slope : {0.0, 0.3, 1.0}) {
    for (const auto& dims :
         {std::vector<std::int64_t>{2, 3, 5, 7}, {1, 1, 1, 2}, {4, 17, 16, 16}}) {
      const Tensor x = torch::randn(dims);
      expect_same(ours(x, slope), libtorchs(x, slope));
    }
  }
}

TEST(NormActivate, KeepsItsDigitsFarFromZero) {
  torch::manual_seed(2);
  const Tensor x = 1000 + torch::randn({4, 3, 16, 16});
  const Result got = ours(x, 0.3);
  const Result wanted = run(x.to(torch::kDouble), [](auto& input, auto& weight, auto& bias,
                                                     auto& mean, auto& variance) {
    const auto wide = [](const Tensor& t) { return t.to(torch::kDouble); };
    Tensor wide_mean = wide(mean);
    Tensor wide_variance = wide(variance);
    const Tensor y = torch::leaky_relu(torch::batch_norm(input, wide(weight), wide(bias), wide_mean,
                                                         wide_variance, true, 0.1, 1e-3, false),
                                       0.3);
    return y;
  });
  EXPECT_LT((got.y - wanted.y).abs().max().item<double>(), 2e-3);
}

TEST(NormActivate, ChannelsOfOneValueStayFinite) {
  const Result got = ours(torch::full({2, 2, 3, 3}, 7.0), 0.3);
  EXPECT_TRUE(got.y.isfinite().all().item<bool>());
  for (const Tensor& gradient : got.gradients) EXPECT_TRUE(gradient.isfinite().all().item<bool>());
}

TEST(NormActivate, TakesOtherMemoryOrders) {
  torch::manual_seed(3);
  const Tensor x = torch::randn({2, 3, 5, 7});
  const Result last = ours(x.contiguous(torch::MemoryFormat::ChannelsLast), 0.3);
  expect_same(last, libtorchs(x, 0.3));
}

}  // namespace
}  // namespace autochrome::train
