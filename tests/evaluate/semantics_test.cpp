#include "evaluate/semantics.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "base/error.h"
#include "evaluate/report.h"
#include "evaluate/summary.h"
#include "tests/evaluate/drawn_set.h"
#include "tests/temporary_folder.h"

namespace autochrome::evaluate {
namespace {

using metrics::Metric;
using Classes = std::vector<std::string>;

class Recognition : public ::testing::Test {
 protected:
  Recognition() {
    testing::write_set(folder_ / "set.data");
    examples_ = open_examples(folder_ / "set.data", {});
    contestants_ = testing::usual_contestants(*examples_);
  }

  [[nodiscard]] Judgement judged(const Classes& classes, int threads = 2) const {
    Semantics semantics(testing::drawn_classifier(classes), "drawn", *examples_, contestants_);
    Judgement judgement =
        judge(*examples_, contestants_,
              {.threads = threads, .look = [&](const Painted& one) { semantics.look(one); }});
    semantics.settle(judgement);
    return judgement;
  }

  const autochrome::testing::TemporaryFolder folder_;
  std::unique_ptr<Examples> examples_;
  Contestants contestants_;
};

TEST_F(Recognition, ProbabilitiesSumToOneAndFollowFromThePicture) {
  Recognizer recognizer(testing::drawn_classifier({"rose", "tulip", "daisy"}));
  const Recognized small = recognizer.look_at(testing::drawn_square(3, 16), 16);
  const Recognized large = recognizer.look_at(testing::drawn_square(3, 128), 128);
  const Recognized other = recognizer.look_at(testing::drawn_square(4, 16), 16);
  ASSERT_EQ(small.probabilities.size(), 3U);
  ASSERT_EQ(small.features.size(), 16U);
  for (const Recognized& one : {small, large, other}) {
    EXPECT_NEAR(std::accumulate(one.probabilities.begin(), one.probabilities.end(), 0.0), 1, 1e-5);
  }
  EXPECT_NE(small.features, other.features);
}

TEST_F(Recognition, RowsSayWhetherTheClassWasFound) {
  const Judgement judgement = judged({"rose", "tulip"});
  ASSERT_TRUE(judgement.semantics);
  EXPECT_TRUE(judgement.semantics->labelled);
  EXPECT_EQ(measured(judgement).size(), metrics::kMetricCount);
  for (const auto& rows : judgement.rows) {
    for (const metrics::Row& row : rows) {
      const double probability = row[Metric::ClassProbability];
      EXPECT_GT(probability, 0);
      EXPECT_LT(probability, 1);
      // Of two classes the likelier has more than half, and both are among five.
      EXPECT_EQ(row[Metric::Recognized], probability >= 0.5 ? 1 : 0);
      EXPECT_EQ(row[Metric::RecognizedInFive], 1);
    }
  }
}

TEST_F(Recognition, OtherClassesGiveDistancesAlone) {
  const Judgement judgement = judged({"rose", "lily"});
  EXPECT_FALSE(judgement.semantics->labelled);
  EXPECT_EQ(measured(judgement).size(), metrics::kPairMetricCount);
  const auto& distances = judgement.semantics->distances;
  EXPECT_GT(*distances[0].paired, 0);
  EXPECT_NEAR(*distances[3].paired, 0, 1e-6);
  EXPECT_GT(*distances[3].disjoint, 0);
}

TEST_F(Recognition, DoesNotDependOnThreads) {
  const Judgement one = judged({"rose", "tulip"}, 1);
  const Judgement three = judged({"rose", "tulip"}, 3);
  for (std::size_t c = 0; c < contestants_.size(); ++c) {
    EXPECT_EQ(one.semantics->distances[c].paired, three.semantics->distances[c].paired);
    EXPECT_EQ(one.semantics->distances[c].disjoint, three.semantics->distances[c].disjoint);
    for (std::size_t i = 0; i < one.rows.size(); ++i) {
      EXPECT_TRUE(std::ranges::equal(one.rows[i][c].values(), three.rows[i][c].values()));
    }
  }
}

TEST_F(Recognition, StandsInTablesFilesAndSentences) {
  const Judgement judgement = judged({"rose", "tulip"});
  const Summary summary = summarize(judgement, contestants_, {});
  const Report report{.examples = *examples_,
                      .contestants = contestants_,
                      .judgement = judgement,
                      .summary = summary,
                      .against = {},
                      .head = head_of(*examples_, judgement, {}, "2026-01-01")};
  const auto rows = table_of_means(report).rows;
  ASSERT_GE(rows.size(), 3U);
  EXPECT_EQ(rows.back()[0].text, "FID disjoint ↓");
  EXPECT_EQ(report.head["classifier"].get<std::string>().substr(0, 5), "drawn");
  const Json numbers = metrics_json(report);
  EXPECT_TRUE(numbers["contestants"][0]["flower_fid_paired"].is_number());
  EXPECT_EQ(numbers["pictures"][0]["values"]["gray"].size(), metrics::kMetricCount);
  EXPECT_NE(metrics_csv(report).find("class_probability"), std::string::npos);
  const auto sentences = verdicts(summary, contestants_);
  EXPECT_TRUE(std::ranges::any_of(sentences, [](const std::string& sentence) {
    return sentence.starts_with("The classifier recognizes");
  }));
}

TEST_F(Recognition, DamagedWeightsAreNamed) {
  Recognizer recognizer(testing::drawn_classifier({"rose", "tulip"}, 1e30F));
  EXPECT_THROW(static_cast<void>(recognizer.look_at(testing::drawn_square(3, 16), 16)), ModelError);
}

}  // namespace
}  // namespace autochrome::evaluate
