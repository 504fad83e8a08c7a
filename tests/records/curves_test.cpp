#include "records/curves.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.h"

namespace autochrome::records {
namespace {

std::vector<std::string> titles(const std::vector<Chart>& charts) {
  std::vector<std::string> all;
  for (const Chart& chart : charts) all.push_back(chart.title);
  return all;
}

TEST(Curves, MetricsOfAKindShareAChart) {
  const std::vector<Json> metrics = {{{"epoch", 1},
                                      {"train_loss", 0.5},
                                      {"validation_loss", 0.25},
                                      {"validation_ab_mse", 400},
                                      {"gray_ab_mse", 618},
                                      {"discriminator_loss", 0.7},
                                      {"generator_adversarial_loss", 0.8},
                                      {"real_score", 0.6},
                                      {"learning_rate", 0.001},
                                      {"steps", 272},
                                      {"seconds", 222.5},
                                      {"note", "no number"}}};
  const auto charts = charts_of(metrics);
  EXPECT_EQ(titles(charts),
            (std::vector<std::string>{"Loss", "Mean square error of a* and b*", "Adversarial loss",
                                      "Discriminator scores", "Learning rate"}));
  ASSERT_EQ(charts[0].curves.size(), 2U);
  EXPECT_EQ(charts[0].curves[1].name, "validation loss");
  EXPECT_EQ(charts[0].curves[1].values, std::vector<double>{0.25});
  EXPECT_FALSE(charts[1].curves[0].baseline);
  EXPECT_TRUE(charts[1].curves[1].baseline);
}

TEST(Curves, GapsAreNaN) {
  const std::vector<Json> metrics = {
      {{"epoch", 1}, {"loss", nullptr}},
      {{"epoch", 2}},
      {{"epoch", 3}, {"loss", std::numeric_limits<double>::infinity()}},
      {{"epoch", 4}, {"loss", 1e300}},
      {{"epoch", 5}, {"loss", "much"}},
      {{"epoch", 6}, {"loss", 2}}};
  const auto charts = charts_of(metrics);
  ASSERT_EQ(charts.size(), 1U);
  const std::vector<double>& values = charts[0].curves[0].values;
  ASSERT_EQ(values.size(), 6U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_TRUE(std::isnan(values[i])) << i;
  EXPECT_EQ(values[5], 2);
}

TEST(Curves, EpochsAscend) {
  EXPECT_THROW(static_cast<void>(charts_of(std::vector<Json>{{{"loss", 1}}})), InputError);
  EXPECT_THROW(static_cast<void>(charts_of(std::vector<Json>{{{"epoch", 2}}, {{"epoch", 2}}})),
               InputError);
  EXPECT_THROW(static_cast<void>(charts_of(std::vector<Json>{Json(3)})), InputError);
  EXPECT_TRUE(charts_of({}).empty());
}

}  // namespace
}  // namespace autochrome::records
