// Judging from the command line: the three commands as a person runs them, and what goes wrong.
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "base/random.h"
#include "image/samples.h"
#include "image/save.h"
#include "model/model_file.h"
#include "nets/registry.h"
#include "tests/cli/program.h"
#include "tests/temporary_folder.h"

namespace autochrome::cli::testing {
namespace {

namespace fs = std::filesystem;

/// A disc on a ground, in colours that follow from the seed.
void write_color(const fs::path& path, std::uint64_t seed, int size = 40) {
  fs::create_directories(path.parent_path());
  Random random(seed);
  std::array<std::array<std::uint64_t, 3>, 2> inks{};
  for (auto& ink : inks) {
    for (auto& value : ink) value = random.below(200);
  }
  std::vector<std::uint16_t> values;
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const bool disc = std::hypot(x - 0.5 * size, y - 0.5 * size) < 0.3 * size;
      for (const std::uint64_t value : inks[disc ? 1 : 0]) {
        values.push_back(static_cast<std::uint16_t>(value + random.below(30)));
      }
    }
  }
  image::save(image::from_samples({.width = size, .height = size, .values = std::move(values)}),
              path);
}

class EvaluateCommand : public ::testing::Test {
 protected:
  EvaluateCommand() {
    for (std::uint64_t i = 0; i < 4; ++i) {
      write_color(folder_ / "photos" / (std::to_string(i) + ".png"), i);
      write_color(folder_ / "other" / (std::to_string(i) + ".png"), i + 10);
    }
  }

  [[nodiscard]] ProgramRun evaluate(std::vector<std::string> more,
                                    const Surroundings& surroundings = {}) const {
    std::vector<std::string> arguments = {
        "evaluate", "--out", folder_ / "report", "--data", folder_ / "photos",
        "--size",   "40",    "--resamples",      "100"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments, surroundings);
  }

  void expect_refused(const ProgramRun& result, int code, const std::string& reason) const {
    EXPECT_EQ(result.exit_code, code) << result.error;
    EXPECT_NE(result.error.find(reason), std::string::npos) << result.error;
    EXPECT_FALSE(fs::exists(folder_ / "report"));
  }

  [[nodiscard]] std::string contestant(const char* name) const {
    return "other=" + (folder_ / name).string();
  }

  const autochrome::testing::TemporaryFolder folder_;
  const autochrome::testing::TemporaryFolder models_;
  const fs::path model_ = write_model(models_.path());
};

TEST_F(EvaluateCommand, WritesAReport) {
  const ProgramRun result = evaluate(
      {model_, "--contestant", contestant("other"), "--against", "gray", "--save-pictures"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_NE(result.out.find("gray"), std::string::npos) << result.out;
  for (const char* name :
       {"report.html", "metrics.json", "metrics.csv", "table.md", "table.tex", "figure1.png",
        "figure2.png", "figure3.png", "pictures/truth/0.png", "pictures/model/3.png"}) {
    EXPECT_TRUE(fs::exists(folder_ / "report" / name)) << name;
  }
  const Json json = Json::parse(read_file(folder_ / "report/metrics.json"));
  EXPECT_EQ(json["pictures"].size(), 4U);
  EXPECT_EQ(json["against"], "gray");
}

TEST_F(EvaluateCommand, ExcludedPicturesAreNamedAndCounted) {
  fs::remove(folder_ / "other/2.png");
  write_color(folder_ / "other/3.png", 3, 41);
  const ProgramRun result = evaluate({"--contestant", contestant("other")});
  EXPECT_EQ(result.exit_code, 1) << result.error;
  EXPECT_NE(result.error.find("2 pictures left out"), std::string::npos) << result.error;
  EXPECT_NE(result.error.find("2.png of other: missing"), std::string::npos) << result.error;
  const Json json = Json::parse(read_file(folder_ / "report/metrics.json"));
  EXPECT_EQ(json["pictures"].size(), 2U);
  EXPECT_EQ(json["excluded"].size(), 2U);
}

TEST_F(EvaluateCommand, PicturesThatDifferInTheirSuffixAreSavedApart) {
  write_color(folder_ / "photos/0.jpg", 20);
  const ProgramRun result = evaluate({model_, "--save-pictures"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(
      names_in(folder_ / "report/pictures/truth"),
      (std::vector<std::string>{"0.jpg.png", "0.png.png", "1.png.png", "2.png.png", "3.png.png"}));
}

TEST_F(EvaluateCommand, FileThatCannotBeReadIsLeftOut) {
  fs::create_symlink("nowhere.png", folder_ / "photos/gone.png");
  const ProgramRun result = evaluate({model_});
  EXPECT_EQ(result.exit_code, 1) << result.error;
  EXPECT_NE(result.error.find("1 pictures left out"), std::string::npos) << result.error;
  EXPECT_NE(result.error.find("gone.png"), std::string::npos) << result.error;
}

TEST_F(EvaluateCommand, ReportThatExistsIsKept) {
  write_file(folder_ / "report", "mine");
  const ProgramRun result = evaluate({model_});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(read_file(folder_ / "report"), "mine");
}

/// A classifier of two kinds of picture with fresh weights, as `train` would leave it.
fs::path write_classifier(const fs::path& path) {
  const Json config = {{"width", 2}, {"classes", 2}};
  graph::Graph graph = nets::build("flower-classifier", config);
  auto weights = std::make_shared<const Weights>(initial_weights(graph, 5));
  model::save({.network = {"flower-classifier", config, std::move(graph), std::move(weights)},
               .convention = {.predict = "class", .size = 16},
               .classes = {"disc", "ring"},
               .provenance = Json::object(),
               .hash = {}},
              path);
  return path;
}

TEST_F(EvaluateCommand, ClassifierAddsDistancesOfTheSet) {
  const fs::path classifier = write_classifier(folder_ / "classifier.safetensors");
  const ProgramRun result = evaluate({model_, "--classifier", classifier});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const Json json = Json::parse(read_file(folder_ / "report/metrics.json"));
  EXPECT_EQ(json["head"]["classifier"].get<std::string>().rfind("classifier", 0), 0U);
  EXPECT_NE(read_file(folder_ / "report/table.md").find("FID"), std::string::npos);
}

TEST_F(EvaluateCommand, NoClassifierIsAskedOfPicturesThatItDoesNotKnow) {
  ASSERT_EQ(evaluate({model_}).exit_code, 0);
  EXPECT_EQ(read_file(folder_ / "report/table.md").find("FID"), std::string::npos);
}

TEST_F(EvaluateCommand, ColorizersAreNoClassifiers) {
  expect_refused(evaluate({model_, "--classifier", model_}), 4, "tells no classes apart");
  expect_refused(evaluate({model_, "--classifier", "no-such"}), 4, "no-such");
}

TEST_F(EvaluateCommand, BadCallsAreRefused) {
  expect_refused(evaluate({}), 3, "nobody to judge");
  expect_refused(evaluate({"no-such-model"}), 4, "no-such-model");
  expect_refused(evaluate({model_, "--against", "nobody"}), 3, "nobody");
  expect_refused(evaluate({model_, model_}), 3, "called 'model'");
  expect_refused(evaluate({"--contestant", "nameless"}), 3, "NAME=DIR");
  expect_refused(evaluate({"--contestant", "..=" + (folder_ / "other").string()}), 3, "NAME=DIR");
  expect_refused(evaluate({"--contestant", contestant("nowhere")}), 3, "nowhere");
  expect_refused(evaluate({model_, "--shown", "0"}), 3, "shown");
  expect_refused(run({"evaluate", model_, "--data", folder_ / "none", "--out", folder_ / "report"}),
                 3, "none");
}

TEST_F(EvaluateCommand, FullDiskLeavesNothing) {
  expect_refused(evaluate({model_}, {.file_size_limit = 4096}), 3, "");
  EXPECT_EQ(names_in(folder_.path()), (std::vector<std::string>{"other", "photos"}));
}

TEST_F(EvaluateCommand, ComparesTwoFiles) {
  const ProgramRun same =
      run({"compare", folder_ / "photos/0.png", folder_ / "photos/0.png", "--json"});
  ASSERT_EQ(same.exit_code, 0) << same.error;
  EXPECT_EQ(Json::parse(same.out)["metrics"]["psnr"], 99.0);
  const ProgramRun other = run({"compare", folder_ / "photos/0.png", folder_ / "other/0.png"});
  EXPECT_NE(other.out.find("ΔE00"), std::string::npos) << other.out;
}

TEST_F(EvaluateCommand, ComparesOnlyEqualSizes) {
  write_color(folder_ / "large.png", 1, 50);
  const ProgramRun result = run({"compare", folder_ / "photos/0.png", folder_ / "large.png"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find("50×50"), std::string::npos) << result.error;
  EXPECT_EQ(run({"compare", folder_ / "photos/0.png", folder_ / "none.png"}).exit_code, 3);
}

TEST_F(EvaluateCommand, StudyTellsWhatItLacks) {
  EXPECT_EQ(run({"study", "--out", folder_ / "study"}).exit_code, 3);
  EXPECT_EQ(run({"study", "--out", folder_ / "study", "--results"}).exit_code, 3);
  const ProgramRun result = run({"study", "--truth", folder_ / "photos", "--contestants",
                                 contestant("other"), "--out", folder_ / "photos"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find("exists and is no study"), std::string::npos) << result.error;
}

TEST_F(EvaluateCommand, DamagedStudyIsNamed) {
  fs::create_directory(folder_ / "study");
  for (const char* plan : {"no JSON", "{}", R"({"kind": 7})", R"({"kind": "autochrome study"})",
                           R"({"kind": "autochrome study", "contestants": [1]})"}) {
    write_file(folder_ / "study/study.json", plan);
    const ProgramRun result = run({"study", "--out", folder_ / "study", "--results"});
    EXPECT_EQ(result.exit_code, 3) << plan << result.error;
    EXPECT_NE(result.error.find("study.json' "), std::string::npos) << result.error;
  }
}

}  // namespace
}  // namespace autochrome::cli::testing
