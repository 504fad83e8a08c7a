#include "study/scores.h"

#include <gtest/gtest.h>

namespace autochrome::study {
namespace {

Answer answer(TrialKind kind,
              const std::string& chosen,
              const std::string& other,
              const std::string& participant = "ann") {
  return {.participant = participant, .trial = {kind, "a", chosen, other}, .chose_left = true};
}

/// `times` answers of one kind.
void add(std::vector<Answer>& answers, const Answer& one, int times) {
  answers.insert(answers.end(), static_cast<std::size_t>(times), one);
}

const std::vector<std::string> kNames = {"one", "two"};

TEST(Share, HasWilsonsInterval) {
  // Newcombe 1998, table I: 81 of 263 and 0 of 20.
  const Share share{81, 263};
  EXPECT_NEAR(share.low(), 0.2553, 5e-5);
  EXPECT_NEAR(share.high(), 0.3662, 5e-5);
  const Share none{0, 20};
  EXPECT_EQ(none.low(), 0);
  EXPECT_NEAR(none.high(), 0.1611, 5e-5);
  const Share unknown{0, 0};
  EXPECT_EQ(unknown.low(), 0);
  EXPECT_EQ(unknown.high(), 1);
}

TEST(StudyScores, FoolingIsTheContestantTakenForReal) {
  std::vector<Answer> answers;
  add(answers, answer(TrialKind::Real, "one", kTruth), 3);
  add(answers, answer(TrialKind::Real, kTruth, "one"), 7);
  const StudyScores scores = score(answers, kNames);
  const ContestantScore& one = scores.contestants[0];
  EXPECT_EQ(one.name, "one");
  EXPECT_EQ(one.fooled.count, 3U);
  EXPECT_EQ(one.fooled.of, 10U);
}

TEST(StudyScores, StrengthsFollowThePreferences) {
  std::vector<Answer> answers;
  add(answers, answer(TrialKind::Preference, "two", "one"), 30);
  add(answers, answer(TrialKind::Preference, "one", "two"), 10);
  const StudyScores scores = score(answers, kNames);
  EXPECT_EQ(scores.contestants[0].name, "two");
  // Of two, the strength is the share of wins, each with half a win added.
  EXPECT_NEAR(scores.contestants[0].strength, 30.5 / 41, 1e-9);
  EXPECT_EQ(scores.contestants[0].preferred.count, 30U);
}

TEST(StudyScores, ThreeWaysAreConsistent) {
  std::vector<Answer> answers;
  // Strengths 4 : 2 : 1 give these shares exactly.
  const auto meet = [&](const char* x, const char* y, int wins, int losses) {
    add(answers, answer(TrialKind::Preference, x, y), wins);
    add(answers, answer(TrialKind::Preference, y, x), losses);
  };
  meet("a", "b", 2000, 1000);
  meet("b", "c", 2000, 1000);
  meet("a", "c", 2400, 600);
  const StudyScores scores = score(answers, {"c", "b", "a"});
  EXPECT_EQ(scores.contestants[0].name, "a");
  EXPECT_NEAR(scores.contestants[0].strength, 4.0 / 7, 1e-3);
  EXPECT_NEAR(scores.contestants[2].strength, 1.0 / 7, 1e-3);
}

TEST(StudyScores, WhoFailsCatchesIsNotCounted) {
  std::vector<Answer> answers;
  add(answers, answer(TrialKind::Catch, kTruth, kDecoy, "ann"), 6);
  add(answers, answer(TrialKind::Catch, kTruth, kDecoy, "bob"), 3);
  add(answers, answer(TrialKind::Catch, kDecoy, kTruth, "bob"), 3);
  add(answers, answer(TrialKind::Real, "one", kTruth, "bob"), 9);
  add(answers, answer(TrialKind::Real, kTruth, "one", "ann"), 1);
  const StudyScores scores = score(answers, kNames);
  EXPECT_EQ(scores.careless, std::vector<std::string>{"bob"});
  EXPECT_EQ(scores.participants, 2U);
  EXPECT_EQ(scores.contestants[0].fooled.of + scores.contestants[1].fooled.of, 1U);
}

TEST(StudyScores, NoAnswersAreNoScores) {
  const StudyScores scores = score({}, kNames);
  EXPECT_EQ(scores.answers, 0U);
  EXPECT_EQ(scores.contestants[0].strength, 0);
  EXPECT_NE(to_text(scores).find("one"), std::string::npos);
  EXPECT_EQ(to_json(scores)["contestants"].size(), 2U);
}

}  // namespace
}  // namespace autochrome::study
