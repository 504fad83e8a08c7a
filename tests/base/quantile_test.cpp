#include "base/quantile.h"

#include <gtest/gtest.h>

namespace autochrome {
namespace {

TEST(Quantile, LiesBetweenItsNeighbours) {
  EXPECT_EQ(quantile({1, 2, 4, 8}, 0), 1);
  EXPECT_EQ(quantile({1, 2, 4, 8}, 0.5), 3);
  EXPECT_EQ(quantile({1, 2, 4, 8}, 1), 8);
  EXPECT_EQ(quantile({7}, 0.9), 7);
  EXPECT_EQ(quantile({}, 0.5), 0);
}

}  // namespace
}  // namespace autochrome
