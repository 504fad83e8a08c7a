#include "base/shuffle.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace autochrome {
namespace {

TEST(Shuffle, KeepsEveryItemAndReachesEveryOrder) {
  Random random(4);
  std::set<std::vector<int>> orders;
  for (int i = 0; i < 200; ++i) {
    std::vector<int> items = {1, 2, 3};
    shuffle(items, random);
    orders.insert(items);
    std::ranges::sort(items);
    ASSERT_EQ(items, (std::vector<int>{1, 2, 3}));
  }
  EXPECT_EQ(orders.size(), 6);
}

}  // namespace
}  // namespace autochrome
