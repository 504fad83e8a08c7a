#include "dataset/split.h"

#include <string>

#include <gtest/gtest.h>

namespace autochrome::dataset {
namespace {

/// One letter a picture: "ttv" is train, train, validation; x is test.
std::string letters(const std::vector<Split>& splits) {
  std::string text;
  for (const Split split : splits) text += "tvx"[static_cast<int>(split)];
  return text;
}

TEST(ShuffledSplits, GivesTheStudysShares) {
  EXPECT_EQ(count_splits(shuffled_splits(8189, 1)), (SplitCounts{4913, 1638, 1638}));
  EXPECT_EQ(count_splits(shuffled_splits(3764, 1)), (SplitCounts{2258, 753, 753}));
  EXPECT_EQ(count_splits(shuffled_splits(850, 1)), (SplitCounts{510, 170, 170}));
  EXPECT_EQ(count_splits(shuffled_splits(10, 1)), (SplitCounts{6, 2, 2}));
}

TEST(ShuffledSplits, LetsAHandfulTrainFirst) {
  EXPECT_EQ(count_splits(shuffled_splits(0, 1)), (SplitCounts{0, 0, 0}));
  EXPECT_EQ(count_splits(shuffled_splits(1, 1)), (SplitCounts{1, 0, 0}));
  EXPECT_EQ(count_splits(shuffled_splits(2, 1)), (SplitCounts{1, 1, 0}));
  EXPECT_EQ(count_splits(shuffled_splits(3, 1)), (SplitCounts{1, 1, 1}));
  EXPECT_EQ(count_splits(shuffled_splits(4, 1)), (SplitCounts{2, 1, 1}));
  EXPECT_EQ(count_splits(shuffled_splits(5, 1)), (SplitCounts{3, 1, 1}));
}

TEST(ShuffledSplits, AreTheSameOnEveryPlatform) {
  EXPECT_EQ(letters(shuffled_splits(20, 1)), "vttvxttxttvvttxtxttt");
  EXPECT_EQ(letters(shuffled_splits(20, 2)), "xttvtxtxttttvvtxttvt");
}

TEST(ShuffledSplits, ScatterEachSplitOverTheWholeOrder) {
  const std::vector<Split> splits = shuffled_splits(1000, 7);
  const SplitCounts first = count_splits(std::span(splits).first(500));
  EXPECT_NEAR(static_cast<double>(first.train), 300, 40);
  EXPECT_NEAR(static_cast<double>(first.validation), 100, 30);
  EXPECT_NEAR(static_cast<double>(first.test), 100, 30);
}

TEST(Splits, HaveNames) {
  EXPECT_EQ(name_of(Split::Train), "train");
  EXPECT_EQ(name_of(Split::Validation), "validation");
  EXPECT_EQ(name_of(Split::Test), "test");
  EXPECT_EQ(name_of(SplitRule::Random), "60/20/20");
  EXPECT_EQ(name_of(SplitRule::Official), "official");
}

}  // namespace
}  // namespace autochrome::dataset
