#include "prepare/ordered_pool.h"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

namespace autochrome::prepare {
namespace {

TEST(OrderedPool, GivesResultsInOrderOfSubmission) {
  OrderedPool<int> pool(4);
  for (int i = 0; i < 200; ++i) {
    // Early tasks take longest, so that later ones overtake them.
    pool.submit([i] {
      volatile int spin = 0;
      for (int k = 0; k < (200 - i) * 500; ++k) spin = spin + 1;
      return i;
    });
  }
  EXPECT_EQ(pool.pending(), 200U);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(pool.take(), i);
  EXPECT_EQ(pool.pending(), 0U);
}

TEST(OrderedPool, RethrowsWhatATaskThrew) {
  OrderedPool<int> pool(2);
  pool.submit([]() -> int { throw std::runtime_error("thorn"); });
  pool.submit([] { return 2; });
  EXPECT_THROW(static_cast<void>(pool.take()), std::runtime_error);
  EXPECT_EQ(pool.take(), 2);
}

TEST(OrderedPool, EndsWithTasksUntaken) {
  std::atomic<int> done = 0;
  {
    OrderedPool<int> pool(1);
    for (int i = 0; i < 100; ++i) pool.submit([&done] { return ++done; });
    EXPECT_EQ(pool.take(), 1);
  }
  EXPECT_GE(done, 1);
  EXPECT_LE(done, 100);
}

}  // namespace
}  // namespace autochrome::prepare
