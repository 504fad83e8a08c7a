#include "base/progress_line.h"

#include <gtest/gtest.h>

namespace autochrome {
namespace {

TEST(ClockText, GrowsFromSecondsToHours) {
  EXPECT_EQ(clock_text(0), "0:00");
  EXPECT_EQ(clock_text(9.4), "0:09");
  EXPECT_EQ(clock_text(245), "4:05");
  EXPECT_EQ(clock_text(3723), "1:02:03");
  EXPECT_EQ(clock_text(-5), "0:00");
}

}  // namespace
}  // namespace autochrome
