#include "prepare/inspect.h"

#include <gtest/gtest.h>

#include "tests/prepare/drawn_picture.h"
#include "tests/prepare/mat_bytes.h"
#include "tests/temporary_folder.h"

namespace autochrome::prepare {
namespace {

TEST(Inspect, FindsClassesSizesGrayAndBrokenPictures) {
  const testing::TemporaryFolder folder;
  put(folder / "rose/1.jpg", draw({.width = 20, .height = 10, .seed = 1}));
  put(folder / "rose/2.jpg", draw({.width = 60, .height = 50, .seed = 2}));
  put(folder / "tulip/3.jpg", draw({.seed = 3, .gray = true}));
  put(folder / "tulip/4.jpg", "not a picture");
  put(folder / "tulip/5.jpg", "");
  const Inspection inspection = inspect(folder.path(), 2);
  const Findings& findings = inspection.findings;
  EXPECT_EQ(findings.kind, LayoutKind::ClassFolders);
  EXPECT_EQ(findings.pictures, 3U);
  ASSERT_EQ(findings.classes.size(), 2U);
  EXPECT_EQ(findings.classes[0].name, "rose");
  EXPECT_EQ(findings.classes[0].pictures, 2U);
  EXPECT_EQ(findings.classes[1].pictures, 1U);
  EXPECT_EQ(findings.unlabelled, 0U);
  EXPECT_EQ(findings.gray, std::vector<std::string>{"tulip/3.jpg"});
  ASSERT_EQ(findings.broken.size(), 2U);
  EXPECT_EQ(findings.broken[0].name, "tulip/4.jpg");
  EXPECT_NE(findings.broken[0].reason.find("4.jpg"), std::string::npos);
  EXPECT_EQ(findings.broken[1].name, "tulip/5.jpg");
  EXPECT_EQ(inspection.smallest.width, 20);
  EXPECT_EQ(inspection.smallest.height, 10);
  EXPECT_EQ(inspection.largest.width, 60);
  EXPECT_EQ(inspection.largest.height, 50);
  EXPECT_EQ(inspection.shuffled, (dataset::SplitCounts{1, 1, 0}));
  EXPECT_EQ(inspection.official, std::nullopt);
}

TEST(Inspect, CountsTheOfficialSplit) {
  const testing::TemporaryFolder folder;
  for (int i = 1; i <= 4; ++i) {
    put(folder / ("jpg/image_0000" + std::to_string(i) + ".jpg"), draw({.seed = i}));
  }
  put(folder / "setid.mat",
      mat::header() + mat::row("trnid", {4}) + mat::row("valid", {2}) + mat::row("tstid", {1, 3}));
  const Inspection inspection = inspect(folder.path());
  EXPECT_EQ(inspection.official, (dataset::SplitCounts{1, 1, 2}));
  EXPECT_EQ(inspection.findings.unlabelled, 4U);
}

TEST(Inspect, ReportsProgressAndStopsWhenThatThrows) {
  const testing::TemporaryFolder folder;
  for (int i = 0; i < 30; ++i) put(folder / (std::to_string(i) + ".jpg"), draw({.seed = i}));
  std::size_t calls = 0;
  static_cast<void>(inspect(folder.path(), 3, [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(done, ++calls);
    EXPECT_EQ(total, 30U);
  }));
  EXPECT_EQ(calls, 30U);
  const auto stop = [](std::size_t, std::size_t) { throw std::runtime_error("enough"); };
  EXPECT_THROW(static_cast<void>(inspect(folder.path(), 3, stop)), std::runtime_error);
}

}  // namespace
}  // namespace autochrome::prepare
