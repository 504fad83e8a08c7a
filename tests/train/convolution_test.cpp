#include "train/convolution.h"

#include <gtest/gtest.h>

namespace autochrome::train {
namespace {

using torch::Tensor;

constexpr auto kChannelsLast = torch::MemoryFormat::ChannelsLast;

struct Case {
  std::vector<std::int64_t> shape;  ///< of what is convolved
  std::int64_t out;
  graph::Conv2d conv;
};

graph::Conv2d three_taps() { return {.kernel = 3, .pad_begin = 1, .pad_end = 1}; }

graph::Conv2d four_taps() { return {.kernel = 4, .pad_begin = 1, .pad_end = 2}; }

/// Of the study's networks, and sizes that no tile divides.
std::vector<Case> cases() {
  return {{{3, 16, 32, 32}, 16, three_taps()}, {{2, 48, 17, 30}, 16, three_taps()},
          {{5, 256, 4, 4}, 256, three_taps()}, {{2, 64, 9, 8}, 128, three_taps()},
          {{1, 64, 21, 19}, 32, three_taps()}, {{2, 64, 32, 31}, 16, four_taps()},
          {{2, 128, 11, 16}, 32, four_taps()}};
}

/// Output, then the gradients of input, weight and bias.
struct Result {
  Tensor y;
  std::vector<Tensor> gradients;
};

template <class F>
Result run(const Case& c, F&& f) {
  torch::manual_seed(3);
  Tensor x = torch::randn(c.shape).requires_grad_();
  Tensor weight = torch::randn({c.out, c.shape[1], c.conv.kernel, c.conv.kernel}).requires_grad_();
  Tensor bias = torch::randn({c.out}).requires_grad_();
  const Tensor y = f(x, weight, bias);
  (y * torch::randn(y.sizes())).sum().backward();
  return {y.detach(), {x.grad(), weight.grad(), bias.grad()}};
}

Result ours(const Case& c) {
  return run(c, [&](const Tensor& x, const Tensor& weight, const Tensor& bias) {
    EXPECT_TRUE(is_fast(x, weight, c.conv));
    return convolve(x, weight, bias, c.conv);
  });
}

Result libtorchs(const Case& c) {
  return run(c, [&](const Tensor& x, const Tensor& weight, const Tensor& bias) {
    const int begin = c.conv.pad_begin;
    const int end = c.conv.pad_end;
    return torch::conv2d(torch::constant_pad_nd(x, {begin, end, begin, end}), weight, bias);
  });
}

void expect_near(const Tensor& got, const Tensor& wanted, const Case& c) {
  const double difference = (got - wanted).abs().max().item<double>();
  EXPECT_LT(difference, 1e-4 * wanted.abs().max().item<double>())
      << torch::IntArrayRef(c.shape) << " to " << c.out;
}

TEST(Convolution, IsLibtorchsWithItsGradients) {
  for (const Case& c : cases()) {
    const Result got = ours(c);
    const Result wanted = libtorchs(c);
    expect_near(got.y, wanted.y, c);
    for (std::size_t i = 0; i < 3; ++i) expect_near(got.gradients[i], wanted.gradients[i], c);
  }
}

TEST(Convolution, GivesTheSameBitsWhateverTheThreads) {
  const int before = torch::get_num_threads();
  for (const Case& c : cases()) {
    torch::set_num_threads(1);
    const Result wanted = ours(c);
    for (const int threads : {2, 3}) {
      torch::set_num_threads(threads);
      const Result got = ours(c);
      EXPECT_TRUE(torch::equal(got.y, wanted.y));
      for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_TRUE(torch::equal(got.gradients[i], wanted.gradients[i])) << i;
      }
    }
  }
  torch::set_num_threads(before);
}

/// The loss is linear in each of the three, so that differences are exact but for rounding.
TEST(Convolution, GradientsAreDifferences) {
  const Case c{{2, 16, 6, 7}, 16, three_taps()};
  torch::manual_seed(4);
  std::vector<Tensor> at = {torch::randn(c.shape), torch::randn({16, 16, 3, 3}),
                            torch::randn({16})};
  const Tensor factor = torch::randn({2, 16, 6, 7});
  const auto loss = [&](const std::vector<Tensor>& all) {
    return (convolve(all[0], all[1], all[2], c.conv) * factor).sum();
  };
  for (Tensor& one : at) one.requires_grad_();
  loss(at).backward();
  torch::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const Tensor direction = torch::randn_like(at[i]);
    std::vector<Tensor> ahead = at;
    std::vector<Tensor> behind = at;
    ahead[i] = at[i] + direction;
    behind[i] = at[i] - direction;
    const double wanted = (loss(ahead) - loss(behind)).item<double>() / 2;
    const double got = (at[i].grad() * direction).sum().item<double>();
    EXPECT_NEAR(got, wanted, 1e-3 * std::abs(wanted) + 0.05) << i;
  }
}

TEST(Convolution, TakesAndGivesChannelsLast) {
  const Case c = cases()[0];
  const Tensor x = torch::randn(c.shape);
  const Tensor weight = torch::randn({c.out, c.shape[1], 3, 3});
  const Tensor y = convolve(x, weight, {}, c.conv);
  EXPECT_TRUE(y.is_contiguous(kChannelsLast));
  EXPECT_TRUE(torch::equal(
      y, convolve(x.contiguous(kChannelsLast), weight.contiguous(kChannelsLast), {}, c.conv)));
}

TEST(Convolution, LeavesTheRestToLibtorch) {
  const Tensor x = torch::randn({1, 16, 8, 8});
  const Tensor weight = torch::randn({16, 16, 3, 3});
  EXPECT_TRUE(is_fast(x, weight, three_taps()));
  EXPECT_FALSE(is_fast(x.to(torch::kFloat64), weight.to(torch::kFloat64), three_taps()));
  EXPECT_FALSE(is_fast(x.to(torch::kBFloat16), weight.to(torch::kBFloat16), three_taps()));
  EXPECT_FALSE(is_fast(torch::randn({1, 3, 8, 8}), torch::randn({16, 3, 3, 3}), three_taps()));
  graph::Conv2d strided = three_taps();
  strided.stride = 2;
  EXPECT_FALSE(is_fast(x, weight, strided));
  graph::Conv2d dilated = three_taps();
  dilated.dilation = 2;
  EXPECT_FALSE(is_fast(x, weight, dilated));
}

}  // namespace
}  // namespace autochrome::train
