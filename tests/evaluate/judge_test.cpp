#include "evaluate/judge.h"

#include <algorithm>
#include <atomic>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "metrics/sample_error.h"
#include "tests/evaluate/drawn_set.h"
#include "tests/temporary_folder.h"

namespace autochrome::evaluate {
namespace {

namespace fs = std::filesystem;
using metrics::Metric;

class Judging : public ::testing::Test {
 protected:
  Judging() {
    testing::write_set(folder_ / "set.data");
    examples_ = open_examples(folder_ / "set.data", {});
    testing::write_copies(*examples_, folder_ / "other");
  }

  [[nodiscard]] Contestants with_folder() const {
    Contestants all = testing::usual_contestants(*examples_);
    all.push_back(folder("other", folder_ / "other"));
    return all;
  }

  [[nodiscard]] fs::path result_of(std::size_t example) const {
    fs::path path = folder_ / "other" / examples_->name(example);
    return path.replace_extension(".png");
  }

  const autochrome::testing::TemporaryFolder folder_;
  std::unique_ptr<Examples> examples_;
};

TEST_F(Judging, TruthAndItsCopyArePerfectAndGrayIsNot) {
  const Judgement judgement = judge(*examples_, with_folder());
  ASSERT_EQ(judgement.rows.size(), examples_->count());
  EXPECT_TRUE(judgement.excluded.empty());
  for (const auto& rows : judgement.rows) {
    EXPECT_GT(rows[0][Metric::Mse], 0);
    EXPECT_EQ(rows[0][Metric::Colorfulness], 0);
    EXPECT_EQ(rows[3][Metric::Psnr], metrics::kMostPsnr);
    EXPECT_EQ(rows[4][Metric::Mse], 0);
  }
}

TEST_F(Judging, RowsDoNotDependOnThreads) {
  const Contestants contestants = with_folder();
  const Judgement one = judge(*examples_, contestants, {.threads = 1});
  const Judgement three = judge(*examples_, contestants, {.threads = 3});
  ASSERT_EQ(one.rows.size(), three.rows.size());
  for (std::size_t i = 0; i < one.rows.size(); ++i) {
    for (std::size_t c = 0; c < contestants.size(); ++c) {
      EXPECT_TRUE(std::ranges::equal(one.rows[i][c].values(), three.rows[i][c].values()));
    }
  }
}

TEST_F(Judging, BadResultsAreNamedAndLeftOutForAll) {
  fs::remove(result_of(0));
  testing::write_picture(result_of(1), testing::kSide + 1);
  testing::write_picture(result_of(2), testing::kSide, 1);
  testing::write_picture(result_of(3), testing::kSide, 3, 16);
  const std::string whole = read_file(result_of(4));
  write_file(result_of(4), whole.substr(0, whole.size() / 2));
  const Judgement judgement = judge(*examples_, with_folder());
  std::string found;
  for (const Excluded& one : judgement.excluded) found += one.picture + ": " + one.reason + '\n';
  ASSERT_EQ(judgement.excluded.size(), 5U) << found;
  const char* reasons[] = {"missing", "33×33 pixels; wanted 32×32", "gray", "16 bits", "corrupt"};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(judgement.excluded[i].picture, examples_->name(i));
    EXPECT_EQ(judgement.excluded[i].contestant, "other");
    EXPECT_NE(judgement.excluded[i].reason.find(reasons[i]), std::string::npos)
        << judgement.excluded[i].reason;
  }
  ASSERT_EQ(judgement.pictures, std::vector<std::size_t>{5});
  EXPECT_EQ(judgement.rows[0].size(), 5U);
}

TEST_F(Judging, NothingLeftIsAnError) {
  fs::remove_all(folder_ / "other");
  fs::create_directories(folder_ / "other");
  EXPECT_THROW(static_cast<void>(judge(*examples_, with_folder())), InputError);
}

TEST_F(Judging, FolderThatIsNoneIsAnError) {
  EXPECT_THROW(static_cast<void>(folder("x", folder_ / "nowhere")), InputError);
}

TEST_F(Judging, NetworkWithoutFiniteAnswersIsAnError) {
  Contestants all = testing::usual_contestants(*examples_);
  all.push_back(network("broken", testing::drawn_model(1e30F)));
  try {
    static_cast<void>(judge(*examples_, all));
    FAIL() << "judged";
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("broken"), std::string::npos) << error.what();
  }
}

TEST_F(Judging, ResultsAreFoundFlatToo) {
  for (std::size_t i = 0; i < examples_->count(); ++i) {
    fs::create_directories(folder_ / "flat");
    fs::copy(result_of(i), folder_ / "flat" / result_of(i).filename());
  }
  Contestants all = testing::usual_contestants(*examples_);
  all.push_back(folder("flat", folder_ / "flat"));
  EXPECT_TRUE(judge(*examples_, all).excluded.empty());
}

TEST_F(Judging, ResultsOfPicturesThatDifferInTheirSuffixAreToldApart) {
  const fs::path results = folder_ / "apart";
  testing::write_picture(results / "one.jpg.png", testing::kSide);
  testing::write_picture(results / "one.png", testing::kSide + 1);
  const auto painter = folder("apart", results)->painter();
  const std::vector<std::uint8_t> truth = testing::drawn_square(1);
  const image::Plane lightness{std::vector<float>(truth.size() / 3), testing::kSide,
                               testing::kSide};
  const auto paint = [&](const std::string& name) {
    return painter->paint({name, lightness, truth});
  };
  EXPECT_EQ(paint("one.jpg").size(), truth.size());
  EXPECT_THROW(static_cast<void>(paint("one.png")), UnusableResult);
}

TEST_F(Judging, ProgressMayStopIt) {
  const JudgeOptions options{.progress = [](std::size_t, std::size_t) { throw Error("enough"); }};
  EXPECT_THROW(static_cast<void>(judge(*examples_, with_folder(), options)), Error);
}

TEST_F(Judging, LooksAtEveryPictureKept) {
  std::atomic<int> looks = 0;
  const JudgeOptions options{.look = [&](const Painted& painted) {
    EXPECT_EQ(painted.paintings.size(), 5U);
    ++looks;
  }};
  static_cast<void>(judge(*examples_, with_folder(), options));
  EXPECT_EQ(looks, static_cast<int>(examples_->count()));
}

}  // namespace
}  // namespace autochrome::evaluate
