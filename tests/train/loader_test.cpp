#include "train/loader.h"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

namespace autochrome::train {
namespace {

Example numbered(std::size_t place) {
  const torch::Tensor value = torch::full({1}, static_cast<double>(place));
  return {.input = value, .target = value, .ab = value};
}

TEST(Loader, KeepsTheOrderWhicheverThreadIsFirst) {
  for (const int workers : {1, 2, 5}) {
    Loader loader(numbered, 3, 60, workers);
    for (int place = 3; place < 60; ++place) EXPECT_EQ(loader.next().input.item<int>(), place);
  }
}

TEST(Loader, PreparesNoFurtherAheadThanTold) {
  std::atomic<int> prepared = 0;
  Loader loader(
      [&prepared](std::size_t place) {
        ++prepared;
        return numbered(place);
      },
      0, 100, 3, 4);
  for (int fetched = 1; fetched <= 20; ++fetched) {
    static_cast<void>(loader.next());
    EXPECT_LE(prepared, fetched + 4);
  }
}

TEST(Loader, PassesOnWhatWentWrong) {
  Loader loader(
      [](std::size_t place) {
        if (place == 2) throw std::runtime_error("page 2 is torn");
        return numbered(place);
      },
      0, 5, 2);
  EXPECT_EQ(loader.next().input.item<int>(), 0);
  EXPECT_EQ(loader.next().input.item<int>(), 1);
  EXPECT_THROW(static_cast<void>(loader.next()), std::runtime_error);
  EXPECT_EQ(loader.next().input.item<int>(), 3);
}

TEST(Loader, LeavesWithoutBeingEmptied) {
  Loader loader(numbered, 0, 1000, 2);
  EXPECT_EQ(loader.next().input.item<int>(), 0);
}

}  // namespace
}  // namespace autochrome::train
