#include "infer/arena.h"

#include <cstdint>
#include <numeric>

#include <gtest/gtest.h>

#include "base/random.h"

namespace autochrome::infer {
namespace {

std::vector<Lifetime> random_lifetimes(int count, std::uint64_t seed) {
  Random random(seed);
  std::vector<Lifetime> all;
  for (int i = 0; i < count; ++i) {
    const auto first = static_cast<int>(random.below(40));
    const auto length = static_cast<int>(random.below(8));
    all.push_back({random.below(5000), first, first + length});
  }
  return all;
}

std::size_t sum_of(const std::vector<Lifetime>& lifetimes) {
  return std::accumulate(lifetimes.begin(), lifetimes.end(), std::size_t{0},
                         [](std::size_t sum, const Lifetime& life) { return sum + life.bytes; });
}

bool alive_together(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

TEST(Arena, KeepsApartWhatLivesTogether) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto lifetimes = random_lifetimes(60, seed);
    const ArenaPlan plan = plan_arena(lifetimes);
    for (std::size_t i = 0; i < lifetimes.size(); ++i) {
      EXPECT_EQ(plan.offsets[i] % kArenaAlignment, 0U);
      EXPECT_LE(plan.offsets[i] + lifetimes[i].bytes, plan.bytes);
      for (std::size_t j = 0; j < i; ++j) {
        if (!alive_together(lifetimes[i], lifetimes[j])) continue;
        const bool apart = plan.offsets[i] + lifetimes[i].bytes <= plan.offsets[j] ||
                           plan.offsets[j] + lifetimes[j].bytes <= plan.offsets[i];
        EXPECT_TRUE(apart) << "seed " << seed << ": " << i << " and " << j;
      }
    }
  }
}

TEST(Arena, NeedsFarLessThanTheSum) {
  const auto lifetimes = random_lifetimes(200, 7);
  EXPECT_LT(plan_arena(lifetimes).bytes, sum_of(lifetimes) / 3);
}

TEST(Arena, AlternatesBetweenTwoPlacesInAChain) {
  std::vector<Lifetime> chain;
  for (int i = 0; i < 10; ++i) chain.push_back({1024, i, i + 1});
  EXPECT_EQ(plan_arena(chain).bytes, 2048U);
}

TEST(Arena, IsEmptyForNothing) {
  EXPECT_EQ(plan_arena({}).bytes, 0U);
  EXPECT_EQ(plan_arena(std::vector<Lifetime>{{0, 0, 3}}).bytes, 0U);
}

TEST(Arena, OnlyGrows) {
  Arena arena;
  arena.reserve(1000);
  const std::byte* before = arena.data();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(before) % kArenaAlignment, 0U);
  arena.reserve(10);
  EXPECT_EQ(arena.data(), before);
  EXPECT_EQ(arena.bytes(), 1000U);
  arena.reserve(2000);
  EXPECT_EQ(arena.bytes(), 2000U);
}

}  // namespace
}  // namespace autochrome::infer
