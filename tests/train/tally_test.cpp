#include "train/tally.h"

#include <cmath>

#include <gtest/gtest.h>

namespace autochrome::train {
namespace {

TEST(Tally, SumsByPicture) {
  Tally tally(torch::kCPU);
  std::map<std::string, double> sums = {{"loss", 10}};
  tally.add({{"loss", torch::tensor(2.0F)}, {"score", torch::tensor(1.0F)}}, 3, 0);
  tally.add({{"loss", torch::tensor(0.5F)}, {"score", torch::tensor(-1.0F)}}, 1, 1);
  EXPECT_EQ(tally.settle(sums), -1);
  EXPECT_EQ(sums, (std::map<std::string, double>{{"loss", 16.5}, {"score", 2}}));
  EXPECT_EQ(tally.settle(sums), -1);
  EXPECT_EQ(sums.at("loss"), 16.5);
}

TEST(Tally, NamesTheFirstStepThatIsNotFinite) {
  Tally tally(torch::kCPU);
  std::map<std::string, double> sums;
  tally.add({{"loss", torch::tensor(1.0F)}}, 1, 40);
  tally.add({{"loss", torch::tensor(std::nanf(""))}}, 1, 41);
  tally.add({{"loss", torch::tensor(HUGE_VALF)}}, 1, 42);
  EXPECT_EQ(tally.settle(sums), 41);
}

TEST(Tally, AFigureOfMillionsHasExploded) {
  Tally tally(torch::kCPU);
  std::map<std::string, double> sums;
  tally.add({{"loss", torch::tensor(1e5F)}}, 1, 7);
  EXPECT_EQ(tally.settle(sums), -1);
  tally.add({{"loss", torch::tensor(0.0F)}, {"score", torch::tensor(-2e6F)}}, 1, 8);
  EXPECT_EQ(tally.settle(sums), 8);
}

}  // namespace
}  // namespace autochrome::train
