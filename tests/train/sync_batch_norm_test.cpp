#include "train/sync_batch_norm.h"

#include <array>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "tests/train/loopback.h"

namespace autochrome::train {
namespace {

using torch::Tensor;

constexpr double kShare = 0.1;
constexpr double kEpsilon = 1e-5;

struct Pass {
  Tensor output, d_x, d_weight, d_bias, running_mean, running_var;
};

/// One forward and backward pass; the loss is the output weighted by `d_output`, summed.
Pass pass_of(const Tensor& x, const Tensor& d_output, const Ranks& ranks) {
  const Tensor input = x.clone().requires_grad_();
  const Tensor weight = torch::tensor({0.5F, -2.0F, 3.0F}).requires_grad_();
  const Tensor bias = torch::tensor({0.1F, 0.0F, -7.0F}).requires_grad_();
  Pass pass;
  pass.running_mean = torch::zeros({3});
  pass.running_var = torch::ones({3});
  pass.output = sync_batch_norm(input, weight, bias, pass.running_mean, pass.running_var, kShare,
                                kEpsilon, ranks);
  (pass.output * d_output).sum().backward();
  pass.d_x = input.grad();
  pass.d_weight = weight.grad();
  pass.d_bias = bias.grad();
  return pass;
}

/// Pictures whose mean and spread differ from one to the next, and from channel to channel.
Tensor drawn_pictures(int count) {
  auto generator = torch::make_generator<torch::CPUGeneratorImpl>(1);
  const Tensor noise = torch::randn({count, 3, 5, 7}, generator);
  const Tensor spread = torch::arange(1, count + 1).reshape({-1, 1, 1, 1});
  return noise * spread + spread + torch::tensor({0.0F, 50.0F, -3.0F}).reshape({1, 3, 1, 1});
}

void expect_close(const Tensor& a, const Tensor& b, const char* what) {
  EXPECT_TRUE(torch::allclose(a, b, 1e-5, 1e-5)) << what << "\n" << (a - b).abs().max();
}

/// Ranks with this many pictures each against one rank with all of them.
void expect_the_joined_batch(const std::vector<std::int64_t>& pictures) {
  std::int64_t total = 0;
  for (const std::int64_t count : pictures) total += count;
  const Tensor x = drawn_pictures(static_cast<int>(total));
  auto generator = torch::make_generator<torch::CPUGeneratorImpl>(2);
  const Tensor d_output = torch::randn(x.sizes(), generator);
  const Pass joined = pass_of(x, d_output, Ranks(Place{}, torch::kCPU));

  std::vector<Pass> parts(pictures.size());
  const auto complaints =
      autochrome::testing::on_ranks(static_cast<int>(pictures.size()), [&](const Ranks& ranks) {
        std::int64_t first = 0;
        for (int rank = 0; rank < ranks.rank(); ++rank) {
          first += pictures[static_cast<std::size_t>(rank)];
        }
        const auto own = static_cast<std::size_t>(ranks.rank());
        parts[own] = pass_of(x.narrow(0, first, pictures[own]),
                             d_output.narrow(0, first, pictures[own]), ranks);
      });
  for (const std::string& complaint : complaints) ASSERT_EQ(complaint, "");

  std::vector<Tensor> outputs, d_inputs;
  Tensor d_weight = torch::zeros({3});
  Tensor d_bias = torch::zeros({3});
  for (const Pass& part : parts) {
    outputs.push_back(part.output);
    d_inputs.push_back(part.d_x);
    d_weight += part.d_weight;
    d_bias += part.d_bias;
    expect_close(part.running_mean, joined.running_mean, "running mean");
    expect_close(part.running_var, joined.running_var, "running variance");
  }
  expect_close(torch::cat(outputs), joined.output, "output");
  expect_close(torch::cat(d_inputs), joined.d_x, "gradient of x");
  expect_close(d_weight, joined.d_weight, "gradient of the weight");
  expect_close(d_bias, joined.d_bias, "gradient of the bias");
}

TEST(SyncBatchNorm, TwoRanksAreOneWithTheJoinedBatch) { expect_the_joined_batch({4, 4}); }

TEST(SyncBatchNorm, RanksMayHoldDifferentNumbersOfPictures) {
  expect_the_joined_batch({1, 5});
  expect_the_joined_batch({3, 1, 2});
}

TEST(SyncBatchNorm, LayoutOfChannelsIsKeptWithItsValues) {
  const auto complaints = autochrome::testing::on_ranks(2, [](const Ranks& ranks) {
    const Tensor x = drawn_pictures(4);
    const Tensor d_output = x.cos();
    const Pass rows = pass_of(x, d_output, ranks);
    const Pass last = pass_of(x.contiguous(torch::MemoryFormat::ChannelsLast), d_output, ranks);
    EXPECT_TRUE(last.output.is_contiguous(torch::MemoryFormat::ChannelsLast));
    expect_close(rows.output, last.output, "output");
    expect_close(rows.d_x, last.d_x, "gradient of x");
  });
  for (const std::string& complaint : complaints) EXPECT_EQ(complaint, "");
}

}  // namespace
}  // namespace autochrome::train
