#include "evaluate/report.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "evaluate/rgb_picture.h"
#include "evaluate/staged_folder.h"
#include "tests/evaluate/drawn_set.h"
#include "tests/temporary_folder.h"

namespace autochrome::evaluate {
namespace {

namespace fs = std::filesystem;
using metrics::Metric;

class Reporting : public ::testing::Test {
 protected:
  Reporting() {
    testing::write_set(folder_ / "set.data");
    examples_ = open_examples(folder_ / "set.data", {});
    testing::write_copies(*examples_, folder_ / "copies");
    contestants_ = testing::usual_contestants(*examples_);
    contestants_.push_back(folder("copies", folder_ / "copies"));
    judgement_ = judge(*examples_, contestants_);
    summary_ = summarize(judgement_, contestants_, options_);
  }

  void write(const fs::path& target) const {
    fs::create_directories(target);
    write_report({.examples = *examples_,
                  .contestants = contestants_,
                  .judgement = judgement_,
                  .summary = summary_,
                  .against = 0,
                  .head = head_of(*examples_, judgement_, options_, "2000-01-01")},
                 target);
  }

  [[nodiscard]] std::string file(const char* name) const {
    return read_file(folder_ / "one" / name);
  }

  const autochrome::testing::TemporaryFolder folder_;
  const SummaryOptions options_{.reference = 0, .resamples = 200, .seed = 1};
  std::unique_ptr<Examples> examples_;
  Contestants contestants_;
  Judgement judgement_;
  Summary summary_;
};

TEST_F(Reporting, EveryRunWritesTheSameBytes) {
  write(folder_ / "one");
  write(folder_ / "two");
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "one")) {
    ++files;
    EXPECT_EQ(read_file(entry.path()), read_file(folder_ / "two" / entry.path().filename()))
        << entry.path();
  }
  EXPECT_EQ(files, 8U);
}

TEST_F(Reporting, PageAsksNobodyForAnything) {
  write(folder_ / "one");
  const std::string page = file("report.html");
  EXPECT_EQ(page.find("src=\"http"), std::string::npos);
  EXPECT_EQ(page.find("href=\"http"), std::string::npos);
  EXPECT_EQ(page.find("@import"), std::string::npos);
  EXPECT_EQ(page.find("{{"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(page.find("data:image/webp;base64,"), std::string::npos);
}

TEST_F(Reporting, CsvHasALineForEachPictureAndContestant) {
  write(folder_ / "one");
  const std::string csv = file("metrics.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'),
            static_cast<std::ptrdiff_t>(1 + judgement_.rows.size() * contestants_.size()));
  EXPECT_TRUE(csv.starts_with("picture,class,contestant,mse,"));
}

TEST_F(Reporting, JsonHoldsWhatWasMeasured) {
  write(folder_ / "one");
  const Json json = Json::parse(file("metrics.json"));
  EXPECT_EQ(json["head"]["data_sha256"], examples_->source().hash);
  EXPECT_EQ(json["head"]["date"], "2000-01-01");
  EXPECT_EQ(json["pictures"].size(), judgement_.rows.size());
  EXPECT_EQ(json["pictures"][0]["values"]["gray"][0], judgement_.rows[0][0][Metric::Mse]);
  EXPECT_EQ(json["contestants"][2]["name"], "net");
}

TEST_F(Reporting, TablesHaveBaselinesAndABest) {
  write(folder_ / "one");
  const std::string table = file("table.md");
  for (const char* name : {"gray", "mean colour", "truth", "copies", "net"}) {
    EXPECT_NE(table.find(name), std::string::npos) << name;
  }
  EXPECT_NE(table.find("**99.00 (99.00 to 99.00)**"), std::string::npos) << table;
  EXPECT_NE(file("table.tex").find("\\textbf{99.00"), std::string::npos);
}

TEST_F(Reporting, FiguresArePictures) {
  write(folder_ / "one");
  for (const char* name : {"figure1.png", "figure2.png", "figure3.png"}) {
    const RgbPicture figure = read_rgb(image::Source::file(folder_ / "one" / name));
    EXPECT_GT(figure.width, 3 * 160) << name;
  }
}

TEST_F(Reporting, WordsSayWhoBeatsGray) {
  const auto sentences = verdicts(summary_, contestants_);
  ASSERT_EQ(sentences.size(), 3U);
  EXPECT_TRUE(sentences[0].starts_with("net "));
  EXPECT_EQ(sentences[1], "copies beats gray on every metric of fidelity.");
  EXPECT_NE(sentences[2].find("PSNR copies"), std::string::npos) << sentences[2];
}

TEST_F(Reporting, PairedWinsAreCounted) {
  const auto m = static_cast<std::size_t>(Metric::Psnr);
  EXPECT_EQ(summary_.standings[4].against_gray[m].win_rate, 1);
  EXPECT_EQ(summary_.standings[4].against_gray[m].verdict, 1);
  EXPECT_EQ(summary_.standings[0].against_gray[m].win_rate, 0.5);
  EXPECT_EQ(summary_.standings[0].against_gray[m].verdict, 0);
  EXPECT_EQ(summary_.standings[4].set_delta_colorfulness, 0);
  EXPECT_GT(summary_.standings[0].set_delta_colorfulness, 0);
}

TEST_F(Reporting, WhatDoesNotBeatGrayIsSaidSo) {
  Contestants contestants;
  contestants.push_back(gray());
  contestants.push_back(network("copy of gray", testing::drawn_model()));
  contestants.push_back(truth());
  Judgement judgement{.pictures = {0, 1}, .rows = {}, .excluded = {}};
  for (const auto& rows : {judgement_.rows[0], judgement_.rows[1]}) {
    judgement.rows.push_back({rows[0], rows[0], rows[3]});
  }
  const auto sentences = verdicts(summarize(judgement, contestants, options_), contestants);
  EXPECT_EQ(sentences[0], "copy of gray does not beat gray on any metric of fidelity.");
}

TEST(StagedFolder, AppearsWholeOrNotAtAll) {
  const autochrome::testing::TemporaryFolder folder;
  {
    const StagedFolder staged(folder / "report");
    write_file(staged.path() / "a", "text");
    EXPECT_FALSE(fs::exists(folder / "report"));
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
  StagedFolder staged(folder / "report/");
  write_file(staged.path() / "a", "text");
  staged.commit();
  EXPECT_EQ(read_file(folder / "report/a"), "text");
}

TEST(StagedFolder, ExistingTargetIsAnError) {
  const autochrome::testing::TemporaryFolder folder;
  fs::create_directories(folder / "report");
  EXPECT_THROW(StagedFolder(folder / "report"), InputError);
  write_file(folder / "file", "");
  EXPECT_THROW(StagedFolder(folder / "file/report"), IoError);
}

}  // namespace
}  // namespace autochrome::evaluate
