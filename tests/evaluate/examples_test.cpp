#include "evaluate/examples.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "dataset/writer.h"
#include "tests/evaluate/drawn_set.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"

namespace autochrome::evaluate {
namespace {

class ExamplesOf : public ::testing::Test {
 protected:
  ExamplesOf() { testing::write_set(folder_ / "set.data"); }

  const autochrome::testing::TemporaryFolder folder_;
};

TEST_F(ExamplesOf, PreparedFileAreItsSplit) {
  const auto examples = open_examples(folder_ / "set.data", {});
  EXPECT_EQ(examples->count(), 6U);
  EXPECT_EQ(examples->size(), testing::kSide);
  EXPECT_EQ(examples->source().split, "test");
  EXPECT_EQ(examples->source().hash.size(), 64U);
  EXPECT_EQ(open_examples(folder_ / "set.data", {.split = "all"})->count(), 30U);
  EXPECT_EQ(examples->mean_color().source, "18 pictures of the training split");
}

TEST_F(ExamplesOf, SampleFollowsFromTheSeed) {
  const ExampleOptions options{.split = "all", .most = 5, .seed = 9};
  const auto one = open_examples(folder_ / "set.data", options);
  const auto same = open_examples(folder_ / "set.data", options);
  const auto other = open_examples(folder_ / "set.data", {.split = "all", .most = 5, .seed = 10});
  ASSERT_EQ(one->count(), 5U);
  bool differs = false;
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(one->name(i), same->name(i));
    differs = differs || one->name(i) != other->name(i);
  }
  EXPECT_TRUE(differs);
}

TEST_F(ExamplesOf, EmptySplitIsAnError) {
  dataset::Writer writer(folder_ / "one.data", {.size = 8});
  writer.append(testing::drawn_square(1, 8), -1, "one");
  const std::vector<dataset::Split> splits = {dataset::Split::Train};
  writer.finish(splits, 0);
  EXPECT_THROW(static_cast<void>(open_examples(folder_ / "one.data", {})), InputError);
}

TEST_F(ExamplesOf, BadOptionsAndFilesAreErrors) {
  const auto refuse = [&](const char* name, const ExampleOptions& options) {
    EXPECT_THROW(static_cast<void>(open_examples(folder_ / name, options)), Error) << name;
  };
  refuse("set.data", {.split = "half"});
  refuse("set.data", {.size = 64});
  refuse("set.data", {.size = -1});
  refuse("none.data", {});
  write_file(folder_ / "text.data", "no data");
  refuse("text.data", {});
  std::filesystem::create_directories(folder_ / "empty");
  refuse("empty", {});
}

TEST_F(ExamplesOf, FolderIsCutToSquares) {
  testing::write_picture(folder_ / "photos/rose/a.png", 50);
  testing::write_picture(folder_ / "photos/tulip/b.png", 40);
  const auto examples = open_examples(folder_ / "photos", {.size = 24});
  ASSERT_EQ(examples->count(), 2U);
  EXPECT_EQ(examples->classes(), (std::vector<std::string>{"rose", "tulip"}));
  EXPECT_EQ(examples->picture(0).size(), 24U * 24U * 3U);
  EXPECT_EQ(examples->source().split, "all");
  EXPECT_EQ(examples->mean_color().source, "2 pictures of those judged");
}

TEST_F(ExamplesOf, FoldersHashFollowsFromItsBytes) {
  testing::write_picture(folder_ / "photos/a.png", 50);
  const std::string before = open_examples(folder_ / "photos", {})->source().hash;
  testing::write_picture(folder_ / "photos/a.png", 51);
  EXPECT_NE(open_examples(folder_ / "photos", {})->source().hash, before);
}

TEST_F(ExamplesOf, FoldersHashGoesOnWhereAFileCannotBeRead) {
  testing::write_picture(folder_ / "photos/a.png", 50);
  const std::string before = open_examples(folder_ / "photos", {})->source().hash;
  std::filesystem::create_symlink("nowhere.png", folder_ / "photos/b.png");
  const auto examples = open_examples(folder_ / "photos", {});
  ASSERT_EQ(examples->count(), 2U);
  EXPECT_NE(examples->source().hash, before);
  EXPECT_THROW(static_cast<void>(examples->picture(1)), IoError);
}

TEST_F(ExamplesOf, PicturesOfOneNameAreRefused) {
  dataset::Writer writer(folder_ / "twice.data", {.size = 8});
  for (const char* name : {"a.jpg", "b.jpg", "./a.jpg"}) {
    writer.append(testing::drawn_square(1, 8), -1, name);
  }
  writer.finish(std::vector<dataset::Split>(3, dataset::Split::Test), 0);
  EXPECT_NE(autochrome::testing::message_of<InputError>([&] {
              return open_examples(folder_ / "twice.data", {});
            }).find("twice.data' are called './a.jpg'"),
            std::string::npos);
}

TEST_F(ExamplesOf, GrayPictureHasNothingToCompareWith) {
  testing::write_picture(folder_ / "photos/a.png", 50, 1);
  const auto examples = open_examples(folder_ / "photos", {});
  EXPECT_THROW(static_cast<void>(examples->picture(0)), InputError);
}

}  // namespace
}  // namespace autochrome::evaluate
