#include "records/axis.h"

#include <cmath>

#include <gtest/gtest.h>

namespace autochrome::records {
namespace {

TEST(Axis, PutsValuesBetweenItsEnds) {
  const Axis up(Axis::Scale::Linear, {.low = 0, .high = 4, .low_px = 100, .high_px = 20});
  EXPECT_DOUBLE_EQ(up.position_px(0), 100);
  EXPECT_DOUBLE_EQ(up.position_px(1), 80);
  EXPECT_DOUBLE_EQ(up.position_px(4), 20);
  const Axis decades(Axis::Scale::Logarithmic,
                     {.low = 0.01, .high = 100, .low_px = 0, .high_px = 40});
  EXPECT_NEAR(decades.position_px(0.1), 10, 1e-9);
  EXPECT_NEAR(decades.position_px(100), 40, 1e-9);
}

TEST(Axis, LabelsRoundValues) {
  const Axis axis(Axis::Scale::Linear, {.low = 0.35, .high = 1.1, .low_px = 0, .high_px = 1});
  const std::vector<double> ticks = axis.ticks(5);
  ASSERT_EQ(ticks.size(), 4U);
  EXPECT_NEAR(ticks.front(), 0.4, 1e-12);
  EXPECT_NEAR(ticks.back(), 1.0, 1e-12);
}

TEST(Axis, ZeroHasNoSign) {
  const Axis axis(Axis::Scale::Linear, {.low = 0, .high = 1, .low_px = 0, .high_px = 1});
  EXPECT_FALSE(std::signbit(axis.ticks(6).front()));
}

TEST(Axis, LabelsPowersOfTenWhereTheRangeIsWide) {
  const Axis narrow(Axis::Scale::Logarithmic, {.low = 0.9, .high = 21, .low_px = 0, .high_px = 1});
  EXPECT_EQ(narrow.ticks(6), (std::vector<double>{1, 2, 5, 10, 20}));
  const Axis wide(Axis::Scale::Logarithmic, {.low = 0.5, .high = 2e6, .low_px = 0, .high_px = 1});
  const std::vector<double> ticks = wide.ticks(5);
  ASSERT_EQ(ticks.size(), 4U);
  EXPECT_NEAR(ticks[1] / 1e2, 1, 1e-9);
  EXPECT_NEAR(ticks[3] / 1e6, 1, 1e-9);
}

TEST(Axis, NeverHasMoreTicksThanAsked) {
  for (double high = 1e-30; high < 1e30; high *= 3.7) {
    const Axis axis(Axis::Scale::Linear, {.low = 0, .high = high, .low_px = 0, .high_px = 1});
    EXPECT_LE(axis.ticks(6).size(), 6U) << high;
    EXPECT_GE(axis.ticks(6).size(), 2U) << high;
  }
}

TEST(RoundStep, IsOneTwoOrFive) {
  EXPECT_NEAR(round_step(1, 6), 0.2, 1e-12);
  EXPECT_NEAR(round_step(29, 8), 5, 1e-12);
  EXPECT_NEAR(round_step(0.07, 8), 0.01, 1e-12);
  EXPECT_NEAR(round_step(6.5, 2), 10, 1e-12);
}

}  // namespace
}  // namespace autochrome::records
