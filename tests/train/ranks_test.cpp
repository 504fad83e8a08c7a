#include "train/ranks.h"

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/train/loopback.h"
#include "train/backends.h"

namespace autochrome::train {
namespace {

using autochrome::testing::at_places;
using autochrome::testing::free_port;
using autochrome::testing::on_ranks;
using autochrome::testing::place_of;
using std::chrono::milliseconds;
using torch::Tensor;

void expect_no_complaint(const std::vector<std::string>& complaints) {
  for (const std::string& complaint : complaints) EXPECT_EQ(complaint, "");
}

TEST(Ranks, AloneEveryOperationDoesNothing) {
  const Ranks ranks(Place{}, torch::kCPU);
  Tensor value = torch::tensor({1.0F, 2.0F});
  const Tensor before = value.clone();
  std::vector<Tensor> values = {value};
  ranks.sum(value);
  ranks.average(values);
  ranks.broadcast(value);
  ranks.barrier();
  EXPECT_TRUE(torch::equal(value, before));
  EXPECT_TRUE(torch::equal(ranks.gather(value), before.unsqueeze(0)));
  EXPECT_TRUE(ranks.is_first());
  EXPECT_EQ(ranks.count(), 1);
}

TEST(Ranks, SumBroadcastAndGatherReachTwoAndThree) {
  for (const int count : {2, 3}) {
    expect_no_complaint(on_ranks(count, [count](const Ranks& ranks) {
      const auto own = static_cast<float>(ranks.rank() + 1);
      Tensor sum = torch::full({2, 3}, own);
      ranks.sum(sum);
      EXPECT_TRUE(torch::equal(sum, torch::full({2, 3}, count == 2 ? 3.0F : 6.0F)));
      Tensor first = torch::full({4}, own);
      ranks.broadcast(first);
      EXPECT_TRUE(torch::equal(first, torch::ones({4})));
      const Tensor all = ranks.gather(torch::full({2}, own));
      EXPECT_TRUE(torch::equal(all.select(1, 1), torch::arange(1, count + 1).to(torch::kFloat)));
      ranks.barrier();
    }));
  }
}

TEST(Ranks, AnyLayoutAndTypeIsChangedInPlace) {
  expect_no_complaint(on_ranks(2, [](const Ranks& ranks) {
    Tensor columns = torch::arange(6.0).reshape({2, 3}).t();
    ranks.sum(columns);
    EXPECT_TRUE(torch::equal(columns, 2 * torch::arange(6.0).reshape({2, 3}).t()));
    Tensor count = torch::tensor(std::int64_t{1} << 40);
    ranks.sum(count);
    EXPECT_EQ(count.item<std::int64_t>(), std::int64_t{1} << 41);
    Tensor leaf = torch::ones({3}, torch::requires_grad());
    ranks.sum(leaf);
    EXPECT_TRUE(torch::equal(leaf, torch::full({3}, 2.0F)));
  }));
}

TEST(Ranks, AverageCoversEveryBucketTypeAndLayout) {
  expect_no_complaint(on_ranks(2, [](const Ranks& ranks) {
    const double own = ranks.rank() == 0 ? 1 : 4;
    std::vector<Tensor> gradients = {
        torch::full({5}, own),
        torch::full({2, 3, 4, 4}, own).contiguous(torch::MemoryFormat::ChannelsLast),
        torch::full({7 << 20}, own),  // longer than a bucket
        torch::full({3}, own, torch::kDouble),
        torch::full({}, own),
        torch::empty({0})};
    gradients[1].index_put_({0, 2, 1, 3}, own * 10);
    ranks.average(gradients);
    for (const Tensor& gradient : gradients) {
      EXPECT_TRUE(torch::all(torch::logical_or(gradient == 2.5, gradient == 25)).item<bool>());
    }
    EXPECT_EQ(gradients[1][0][2][1][3].item<float>(), 25);
    EXPECT_EQ((gradients[1] == 25).sum().item<int>(), 1);
  }));
}

TEST(Ranks, EveryRankGetsTheSameBits) {
  std::mutex mutex;
  std::vector<Tensor> sums;
  expect_no_complaint(on_ranks(3, [&](const Ranks& ranks) {
    auto generator = torch::make_generator<torch::CPUGeneratorImpl>(ranks.rank());
    Tensor sum = torch::randn({10'007}, generator);
    ranks.sum(sum);
    const std::lock_guard lock(mutex);
    sums.push_back(sum);
  }));
  ASSERT_EQ(sums.size(), 3U);
  EXPECT_TRUE(torch::equal(sums[0], sums[1]));
  EXPECT_TRUE(torch::equal(sums[0], sums[2]));
}

TEST(Ranks, OneThatEndsMakesTheOthersSayHowToGoOn) {
  const auto complaints = on_ranks(3, [](const Ranks& ranks) {
    Tensor value = torch::ones({1000});
    for (int step = 0; step < 1000; ++step) {
      if (ranks.rank() == 1 && step == 3) return;
      ranks.sum(value);
    }
  });
  EXPECT_EQ(complaints[1], "");
  for (const std::size_t rank : {std::size_t{0}, std::size_t{2}}) {
    EXPECT_EQ(
        complaints[rank].find("rank " + std::to_string(rank) + ": another rank no longer answers"),
        0U)
        << complaints[rank];
    EXPECT_NE(complaints[rank].find("'--resume' goes on from the last checkpoint"),
              std::string::npos);
    EXPECT_EQ(complaints[rank].find('\n'), std::string::npos);
  }
}

TEST(Ranks, OneThatIsBusyForLongerThanTheSilenceAllowedIsWaitedFor) {
  const std::uint16_t port = free_port();
  expect_no_complaint(
      at_places({place_of(0, 2, port), place_of(1, 2, port)}, [](const Place& place) {
        const Ranks ranks(place, torch::kCPU, {.silence = milliseconds(1000)});
        const auto end = std::chrono::steady_clock::now() + milliseconds(2500);
        while (ranks.is_first() && std::chrono::steady_clock::now() < end)
          std::this_thread::yield();
        ranks.barrier();
      }));
}

TEST(Ranks, ThoseWhoDoNotComeAreCounted) {
  const std::uint16_t port = free_port();
  const auto complaints =
      at_places({place_of(0, 3, port), place_of(2, 3, port)}, [](const Place& place) {
        const Ranks ranks(place, torch::kCPU, {.join = milliseconds(2000)});
      });
  EXPECT_NE(complaints[0].find("rank 0: 2 of 3 ranks came"), std::string::npos) << complaints[0];
  const auto alone = at_places({place_of(1, 2, free_port())}, [](const Place& place) {
    const Ranks ranks(place, torch::kCPU, {.join = milliseconds(1000)});
  });
  EXPECT_NE(alone[0].find("rank 1: nobody answered at 127.0.0.1"), std::string::npos) << alone[0];
}

TEST(Ranks, TorchrunsAgentHoldsOneStoreThroughRestarts) {
  const std::uint16_t port = free_port();
  const StorePtr agent = open_store(place_of(0, 2, port), /*serve=*/true, milliseconds(5000));
  for (const char* attempt : {"0", "1"}) {
    std::vector<Place> places = {place_of(0, 2, port), place_of(1, 2, port)};
    for (Place& place : places) place.agent_attempt = attempt;
    expect_no_complaint(at_places(places, [](const Place& place) {
      Tensor value = torch::ones({2});
      Ranks(place, torch::kCPU).sum(value);
      EXPECT_TRUE(torch::equal(value, torch::full({2}, 2.0F)));
    }));
  }
}

TEST(Ranks, LaunchersThatDisagreeAreTold) {
  const std::uint16_t port = free_port();
  const auto complaints =
      at_places({place_of(0, 2, port), place_of(1, 3, port)}, [](const Place& place) {
        const Ranks ranks(place, torch::kCPU, {.join = milliseconds(2000)});
      });
  EXPECT_NE((complaints[0] + complaints[1]).find("was told of"), std::string::npos);
  const std::uint16_t other = free_port();
  const auto twice =
      at_places({place_of(0, 3, other), place_of(1, 3, other), place_of(1, 3, other)},
                [](const Place& place) {
                  const Ranks ranks(place, torch::kCPU, {.join = milliseconds(2000)});
                });
  EXPECT_NE((twice[1] + twice[2]).find("two processes are rank 1 of 3"), std::string::npos);
}

}  // namespace
}  // namespace autochrome::train
