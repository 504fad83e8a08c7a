#include "study/trial.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/study/drawn_gallery.h"

namespace autochrome::study {
namespace {

class Trials : public ::testing::Test {
 protected:
  const testing::DrawnGallery drawn_;
  const Gallery gallery_ = drawn_.open();
};

TEST_F(Trials, EachPairingComesAsOftenAsEveryOther) {
  std::map<std::set<std::string>, int> pairings;
  for (const Trial& trial : plan_trials(gallery_, {.trials = 60, .catches = 6}, "somebody")) {
    ++pairings[{trial.left, trial.right}];
  }
  EXPECT_EQ((pairings[{kTruth, "one"}]), 20);
  EXPECT_EQ((pairings[{kTruth, "two"}]), 20);
  EXPECT_EQ((pairings[{"one", "two"}]), 20);
  EXPECT_EQ((pairings[{kTruth, kDecoy}]), 6);
}

TEST_F(Trials, SidesAreBalancedByChance) {
  int left = 0;
  for (const Trial& trial : plan_trials(gallery_, {.trials = 1200, .catches = 0}, "somebody")) {
    if (trial.kind == TrialKind::Real && trial.left == kTruth) ++left;
  }
  EXPECT_NEAR(left, 400, 60);
}

TEST_F(Trials, AreTheParticipantsOwnAndStay) {
  const auto order = [&](const char* participant) {
    std::string text;
    for (const Trial& trial : plan_trials(gallery_, {}, participant)) {
      text += trial.picture + trial.left + trial.right + '\n';
    }
    return text;
  };
  EXPECT_EQ(order("ann"), order("ann"));
  EXPECT_NE(order("ann"), order("bob"));
}

TEST_F(Trials, ScenesReturnOnlyWhenAllWereSeen) {
  const auto trials = plan_trials(gallery_, {.trials = 10, .catches = 0}, "ann");
  std::map<std::string, int> seen;
  for (const Trial& trial : trials) ++seen[trial.picture];
  for (const auto& [picture, times] : seen) EXPECT_EQ(times, 2) << picture;
}

}  // namespace
}  // namespace autochrome::study
