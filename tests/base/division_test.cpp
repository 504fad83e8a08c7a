#include "base/division.h"

#include <gtest/gtest.h>

namespace autochrome {
namespace {

TEST(Division, RoundsUp) {
  EXPECT_EQ(divided_up(1, 8), 1);
  EXPECT_EQ(divided_up(8, 8), 1);
  EXPECT_EQ(divided_up(9, 8), 2);
  EXPECT_EQ(rounded_up(0, 8), 0);
  EXPECT_EQ(rounded_up(8, 8), 8);
  EXPECT_EQ(rounded_up(9, 8), 16);
}

}  // namespace
}  // namespace autochrome
