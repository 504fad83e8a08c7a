#include "evaluate/bootstrap.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace autochrome::evaluate {
namespace {

/// [pictures][2]: a normal value, and the same value and a half.
std::vector<double> drawn_columns(std::size_t pictures) {
  Random random(4);
  std::vector<double> values;
  for (std::size_t i = 0; i < pictures; ++i) {
    const double value = 10 + 3 * random.normal();
    values.push_back(value);
    values.push_back(value + 0.5);
  }
  return values;
}

TEST(Bootstrap, IntervalIsThatOfTheMeansSpread) {
  const Bootstrap bootstrap(drawn_columns(400), 2, 2000, 1);
  const Interval interval = bootstrap.interval(0);
  const double half = 1.96 * 3 / std::sqrt(400);
  EXPECT_NEAR(interval.high - interval.low, 2 * half, 0.15 * half);
  EXPECT_LT(interval.low, 10.2);
  EXPECT_GT(interval.high, 9.8);
}

TEST(Bootstrap, DifferencesArePaired) {
  const Bootstrap bootstrap(drawn_columns(50), 2, 500, 1);
  const Interval difference = bootstrap.difference(1, 0);
  EXPECT_NEAR(difference.low, 0.5, 1e-12);
  EXPECT_NEAR(difference.high, 0.5, 1e-12);
}

TEST(Bootstrap, SeedDecides) {
  const std::vector<double> values = drawn_columns(50);
  const Interval one = Bootstrap(values, 2, 300, 1).interval(0);
  const Interval same = Bootstrap(values, 2, 300, 1).interval(0);
  const Interval other = Bootstrap(values, 2, 300, 2).interval(0);
  EXPECT_EQ(one.low, same.low);
  EXPECT_EQ(one.high, same.high);
  EXPECT_NE(one.low, other.low);
}

TEST(Bootstrap, OnePictureHasNoSpread) {
  const std::vector<double> values = {7};
  const Interval interval = Bootstrap(values, 1, 100, 1).interval(0);
  EXPECT_EQ(interval.low, 7);
  EXPECT_EQ(interval.high, 7);
}

TEST(Median, IsTheMiddle) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
  EXPECT_EQ(median({}), 0);
}

}  // namespace
}  // namespace autochrome::evaluate
