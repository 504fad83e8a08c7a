#include "train/schedule.h"

#include <limits>
#include <set>

#include <gtest/gtest.h>

namespace autochrome::train {
namespace {

TEST(Schedule, ConstantStaysWhatItIs) {
  const TrainOptions options{.learning_rate = 0.5F};
  for (const std::int64_t step : {0, 1, 99, 1000}) {
    EXPECT_EQ(learning_rate(options, step, 1000), 0.5);
  }
}

TEST(Schedule, CosineRisesForAHundredStepsAndFallsToAHundredth) {
  const TrainOptions options{.learning_rate = 0.5F, .schedule = "cosine"};
  EXPECT_NEAR(learning_rate(options, 0, 10'000), 0.5 / 100, 1e-6);
  EXPECT_NEAR(learning_rate(options, 49, 10'000), 0.5 * 50 / 100, 1e-4);
  EXPECT_NEAR(learning_rate(options, 5'000, 10'000), 0.5 * (0.01 + 0.99 * 0.5), 1e-9);
  EXPECT_NEAR(learning_rate(options, 2'500, 10'000), 0.5 * (0.01 + 0.99 * 0.853553), 1e-6);
  EXPECT_NEAR(learning_rate(options, 10'000, 10'000), 0.5 * 0.01, 1e-9);
  EXPECT_NEAR(learning_rate(options, 20'000, 10'000), 0.5 * 0.01, 1e-9);
}

TEST(Schedule, EveryStepAndRankDrawsItsOwn) {
  const TrainOptions options{.seed = std::numeric_limits<std::int64_t>::max()};
  std::set<std::uint64_t> dropout;
  std::set<std::uint64_t> augmentation;
  std::set<std::uint64_t> order;
  for (int step = 0; step < 100; ++step) {
    augmentation.insert(augmentation_seed(options, step));
    order.insert(order_seed(options, step));
    for (int rank = 0; rank < 8; ++rank) dropout.insert(dropout_seed(options, step, rank));
  }
  EXPECT_EQ(dropout.size(), 800U);
  EXPECT_EQ(augmentation.size(), 100U);
  EXPECT_EQ(order.size(), 100U);
}

}  // namespace
}  // namespace autochrome::train
