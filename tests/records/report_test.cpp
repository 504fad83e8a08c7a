#include "records/report.h"

#include <limits>
#include <string_view>

#include <gtest/gtest.h>

#include "base/error.h"

namespace autochrome::records {
namespace {

bool holds(std::string_view page, std::string_view part) {
  return page.find(part) != std::string_view::npos;
}

std::size_t count(std::string_view page, std::string_view part) {
  std::size_t found = 0;
  for (auto at = page.find(part); at != std::string_view::npos; at = page.find(part, at + 1)) {
    ++found;
  }
  return found;
}

Png picture(const char* bytes) { return {.width_px = 8, .height_px = 4, .bytes = bytes}; }

Report two_epochs() {
  Report report;
  report.net = "unet";
  report.epochs = 4;
  report.summary = {{"Parameters", "1 894 242"}};
  report.metrics = {{{"epoch", 1},
                     {"train_loss", 0.5},
                     {"validation_loss", 0.25},
                     {"validation_ab_mse", 300},
                     {"gray_ab_mse", 400},
                     {"seconds", 60}},
                    {{"epoch", 2},
                     {"train_loss", 0.4},
                     {"validation_loss", 0.3},
                     {"validation_ab_mse", 320},
                     {"gray_ab_mse", 400},
                     {"seconds", 120}}};
  report.input = picture("input");
  report.truth = picture("truth");
  report.samples = {{1, picture("first")}, {2, picture("second")}};
  report.config = {{"net", "unet"}, {"options", {{"epochs", 4}}}};
  return report;
}

TEST(Report, SaysWhatAndHowFar) {
  const std::string page = report_html(two_epochs());
  EXPECT_TRUE(holds(page, "<title>unet · epoch 2 of 4</title>"));
  EXPECT_TRUE(holds(page, R"(<h1>unet</h1><span class="state running">running</span>)"));
  EXPECT_TRUE(holds(page, R"(style="width:50.0%")"));
  EXPECT_TRUE(holds(page, "<dt>Parameters</dt><dd>1 894 242</dd>"));
  EXPECT_TRUE(holds(page, "<b>0.25</b><span>after epoch 1</span>"));
  EXPECT_TRUE(holds(page, "<b>−25.0 %</b><span>300 where gray has 400</span>"));
  EXPECT_TRUE(holds(page, "<b>2:00</b><span>1:00 an epoch</span>"));
  EXPECT_TRUE(holds(page, "&quot;net&quot;: &quot;unet&quot;"));
}

TEST(Report, ReloadsWhileTheTrainingRuns) {
  Report report = two_epochs();
  EXPECT_TRUE(holds(report_html(report), R"(<meta http-equiv="refresh" content="30">)"));
  for (const RunState state : {RunState::Finished, RunState::Stopped}) {
    report.state = state;
    EXPECT_FALSE(holds(report_html(report), R"(http-equiv="refresh")"));
  }
  EXPECT_TRUE(holds(report_html(report), R"(<span class="state stopped">stopped</span>)"));
}

TEST(Report, ShowsSamplesNewestFirst) {
  const std::string page = report_html(two_epochs());
  const auto input = page.find(R"(<figcaption>Input</figcaption><img width="8" height="4" )"
                               R"(alt="Sample pictures: Input" )"
                               R"(src="data:image/png;base64,aW5wdXQ=">)");
  const auto truth = page.find("base64,dHJ1dGg=");
  const auto second = page.find("base64,c2Vjb25k");
  const auto first = page.find("base64,Zmlyc3Q=");
  ASSERT_NE(first, std::string::npos);
  EXPECT_LT(input, truth);
  EXPECT_LT(truth, second);
  EXPECT_LT(second, first);
}

TEST(Report, AsksForNothingElse) {
  const std::string page = report_html(two_epochs());
  EXPECT_EQ(count(page, "http"), count(page, "http-equiv"));
  EXPECT_EQ(count(page, "src="), count(page, R"(src="data:image/png;base64,)"));
  EXPECT_FALSE(holds(page, "url("));
  EXPECT_FALSE(holds(page, "@import"));
  EXPECT_FALSE(holds(page, "<link"));
  EXPECT_TRUE(holds(page, R"(content="default-src 'none';)"));
}

TEST(Report, SameReportGivesTheSameBytes) {
  EXPECT_EQ(report_html(two_epochs()), report_html(two_epochs()));
}

TEST(Report, EscapesAllText) {
  constexpr const char* kEvil = "</script><script>alert(1)</script>";
  Report report = two_epochs();
  report.net = kEvil;
  report.summary = {{kEvil, kEvil}};
  report.metrics.back()[kEvil] = 3;
  report.config = {{kEvil, kEvil}, {"broken", "\xff"}};
  const std::string page = report_html(report);
  EXPECT_FALSE(holds(page, "alert(1)</script>"));
  EXPECT_EQ(count(page, "<script>"), 1U);
  EXPECT_EQ(count(page, "</script>"), 1U);
}

TEST(Report, ShowsMissingNumbersAsSuch) {
  Report report = two_epochs();
  report.metrics[0]["validation_loss"] = nullptr;
  report.metrics[1]["validation_loss"] = std::numeric_limits<double>::quiet_NaN();
  report.metrics[1]["train_loss"] = std::numeric_limits<double>::infinity();
  const std::string page = report_html(report);
  EXPECT_TRUE(holds(page, "<td>1</td><td>0.5</td><td>–</td>"));
  EXPECT_TRUE(holds(page, "<td>2</td><td>–</td><td>–</td>"));
  EXPECT_FALSE(holds(page, "Best validation loss"));
  EXPECT_FALSE(holds(page, "nan"));
  EXPECT_FALSE(holds(page, ">inf"));
}

TEST(Report, BeginsBeforeTheFirstEpoch) {
  Report report;
  report.net = "unet";
  report.epochs = 30;
  const std::string page = report_html(report);
  EXPECT_TRUE(holds(page, "epoch 0 of 30"));
  EXPECT_TRUE(holds(page, "The first epoch is not done yet."));
  EXPECT_FALSE(holds(page, "<h2>Samples</h2>"));
}

TEST(Report, RefusesMetricsWithoutEpochs) {
  Report report = two_epochs();
  report.metrics.push_back({{"train_loss", 1}});
  EXPECT_THROW(static_cast<void>(report_html(report)), InputError);
}

}  // namespace
}  // namespace autochrome::records
