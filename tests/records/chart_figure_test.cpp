#include "records/chart_figure.h"

#include <limits>

#include <gtest/gtest.h>

namespace autochrome::records {
namespace {

using ::testing::AssertionResult;

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

AssertionResult holds(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << R"(no ")" << part << "\" in\n" << text;
}

TEST(ChartFigure, DrawsCurvesFromEdgeToEdge) {
  // The first and last epoch stand at 58 and 466, zero at 230, and 4 at 26.3, with air above it.
  const Chart chart{"Loss", {1, 2, 3}, {{"train loss", false, {4, 2, 0}}}};
  const std::string figure = figure_of(chart);
  EXPECT_TRUE(holds(figure, R"(<path d="M58.0 26.3L262.0 128.1L466.0 230.0"/>)"));
  EXPECT_TRUE(holds(figure, R"(<g class="curve c0">)"));
  EXPECT_TRUE(holds(figure, "<h3>Loss</h3>"));
  EXPECT_TRUE(holds(figure, R"(<li class="c0">train loss <b>0</b></li>)"));
  EXPECT_TRUE(holds(figure, R"(aria-label="Loss by epoch")"));
  EXPECT_TRUE(holds(figure, ">epoch 2</text>"));
}

TEST(ChartFigure, BreaksCurvesAtGaps) {
  const Chart chart{"Loss", {1, 2, 3, 4, 5}, {{"loss", false, {0, 4, kGap, kGap, 4}}}};
  const std::string figure = figure_of(chart);
  EXPECT_TRUE(holds(figure, R"(<path d="M58.0 230.0L160.0 26.3"/><circle cx="466.0")"));
  EXPECT_EQ(figure.find("nan"), std::string::npos);
}

TEST(ChartFigure, WithoutAnyValueStillHasItsAxes) {
  const std::string figure = figure_of({"Loss", {1}, {{"loss", false, {kGap}}}});
  EXPECT_TRUE(holds(figure, "<b>–</b>"));
  EXPECT_TRUE(holds(figure, ">0.4</text>"));
  EXPECT_EQ(figure.find("nan"), std::string::npos);
  EXPECT_EQ(figure.find("<path"), std::string::npos);
}

TEST(ChartFigure, WideRangesAreLogarithmic) {
  const std::string figure = figure_of({"Loss", {1, 2}, {{"loss", false, {100, 0.1}}}});
  EXPECT_TRUE(holds(figure, "epoch · logarithmic scale"));
  EXPECT_EQ(figure_of({"Loss", {1, 2}, {{"loss", false, {100, -1}}}}).find("logarithmic"),
            std::string::npos);
}

TEST(ChartFigure, ConstantsAndExtremesHaveAScale) {
  for (const double value : {0.0, 1.0, -5.0, 1e99, -1e99, 1e-300}) {
    const std::string figure = figure_of({"Loss", {1, 2}, {{"loss", false, {value, value}}}});
    EXPECT_EQ(figure.find("nan"), std::string::npos) << value;
    EXPECT_EQ(figure.find("inf"), std::string::npos) << value;
    EXPECT_TRUE(holds(figure, R"(class="grid")"));
  }
  const std::string figure = figure_of({"Loss", {1, 2}, {{"loss", false, {-1e99, 1e99}}}});
  EXPECT_EQ(figure.find("inf"), std::string::npos);
}

TEST(ChartFigure, BaselineTakesNoColor) {
  const Chart chart{"Error", {1}, {{"gray", true, {2}}, {"validation", false, {1}}}};
  const std::string figure = figure_of(chart);
  EXPECT_TRUE(holds(figure, R"(<li class="baseline">gray)"));
  EXPECT_TRUE(holds(figure, R"(<li class="c0">validation)"));
}

TEST(ChartFigure, NamesAreEscaped) {
  const std::string figure = figure_of({"<a>", {1}, {{"<b>&", false, {1}}}});
  EXPECT_TRUE(holds(figure, "<h3>&lt;a&gt;</h3>"));
  EXPECT_TRUE(holds(figure, "&lt;b&gt;&amp;"));
  EXPECT_EQ(figure.find("<b>&"), std::string::npos);
}

}  // namespace
}  // namespace autochrome::records
