#include "base/random.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace autochrome {
namespace {

TEST(Random, FollowsThePublishedSequence) {
  // Of SplitMix64 for the seed 1234567, as in its reference implementation's test vector.
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(Random, GoesOnFromItsState) {
  Random random(7);
  static_cast<void>(random.next());
  Random other(random.state());
  EXPECT_EQ(random.next(), other.next());
}

TEST(Random, BelowReachesEveryValueEvenly) {
  Random random(1);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60000; ++i) ++counts[random.below(6)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 400);
}

TEST(Random, NormalHasMeanZeroAndVarianceOne) {
  Random random(3);
  double sum = 0;
  double squares = 0;
  constexpr int kCount = 100000;
  for (int i = 0; i < kCount; ++i) {
    const double value = random.normal();
    ASSERT_TRUE(std::isfinite(value));
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.02);
  EXPECT_NEAR(squares / kCount, 1, 0.02);
}

}  // namespace
}  // namespace autochrome
