#include "cli/batch.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/temporary_folder.h"
#include "tests/unprivileged.h"

namespace autochrome::cli {
namespace {

class BatchPlan : public ::testing::Test {
 protected:
  BatchPlan() {
    std::filesystem::create_directories(folder_ / "scans/below");
    for (const char* name : {"scans/b.jpg", "scans/a.tif", "scans/a.color.tif", "scans/.hidden.jpg",
                             "scans/notes.txt", "scans/below/c.png", "one.jpg", "two.jpg"}) {
      write_file(folder_ / name, "");
    }
  }

  [[nodiscard]] std::string at(const std::string& name) const { return folder_ / name; }

  [[nodiscard]] std::vector<std::string> targets(const BatchRequest& request) const {
    std::vector<std::string> names;
    for (const Task& task : plan_batch(request).tasks) {
      names.push_back(task.target.lexically_relative(folder_.path()).string());
    }
    return names;
  }

  const testing::TemporaryFolder folder_;
};

using Names = std::vector<std::string>;

TEST_F(BatchPlan, ResultsStandBesideTheirInputs) {
  EXPECT_EQ(targets({.inputs = {at("one.jpg")}, .output = ""}), Names{"one.color.jpg"});
}

TEST_F(BatchPlan, FolderIsSortedAndPassesOverWhatIsNoInput) {
  EXPECT_EQ(targets({.inputs = {at("scans")}, .output = ""}),
            (Names{"scans/a.color.tif", "scans/b.color.jpg"}));
}

TEST_F(BatchPlan, FolderBelowIsMirrored) {
  EXPECT_EQ(targets({.inputs = {at("scans")}, .output = at("out"), .recursive = true}),
            (Names{"out/a.color.tif", "out/a.tif", "out/b.jpg", "out/below/c.png"}));
}

TEST_F(BatchPlan, WhatLiesInTheOutputFolderIsNoInput) {
  EXPECT_EQ(targets({.inputs = {at("scans")}, .output = at("scans/below"), .recursive = true}),
            (Names{"scans/below/a.color.tif", "scans/below/a.tif", "scans/below/b.jpg"}));
  EXPECT_EQ(targets({.inputs = {at("scans")}, .output = at("scans/"), .recursive = true}),
            (Names{"scans/a.color.tif", "scans/a.tif", "scans/b.jpg", "scans/below/c.png"}));
}

TEST_F(BatchPlan, HiddenFoldersAreNotLookedInto) {
  std::filesystem::create_directories(folder_ / "scans/.thumbs/deep");
  write_file(folder_ / "scans/.thumbs/a.jpg", "");
  write_file(folder_ / "scans/.thumbs/deep/a.jpg", "");
  EXPECT_EQ(targets({.inputs = {at("scans")}, .output = "", .recursive = true}),
            (Names{"scans/a.color.tif", "scans/b.color.jpg", "scans/below/c.color.png"}));
  EXPECT_EQ(targets({.inputs = {at("scans/.thumbs")}, .output = ""}),
            Names{"scans/.thumbs/a.color.jpg"});
}

TEST_F(BatchPlan, FoldersBelowThatAreClosedAreTasksThatHaveFailed) {
  const std::filesystem::path closed = folder_ / "scans/closed";
  std::filesystem::create_directory(closed);
  std::filesystem::permissions(closed, std::filesystem::perms::none);
  std::filesystem::permissions(folder_.path(), std::filesystem::perms{0755});
  {
    const testing::Unprivileged nobody;
    const auto tasks =
        plan_batch({.inputs = {at("scans")}, .output = at("out"), .recursive = true}).tasks;
    ASSERT_EQ(tasks.size(), 5U);
    EXPECT_EQ(tasks[4].input, closed);
    EXPECT_EQ(tasks[4].failure, "cannot list '" + closed.string() + "': Permission denied");
    EXPECT_EQ(tasks[3].failure, "");
    EXPECT_EQ(targets({.inputs = {at("scans")}, .output = at("out")}).size(), 3U);
    EXPECT_THROW(static_cast<void>(plan_batch({.inputs = {closed}, .output = ""})), IoError);
  }
  std::filesystem::permissions(closed, std::filesystem::perms::owner_all);
}

TEST_F(BatchPlan, OneTargetUnderTwoNamesIsRefused) {
  std::filesystem::create_directory_symlink("scans", folder_ / "link");
  const auto refused = [](const std::string& one, const std::string& other) {
    EXPECT_THROW(static_cast<void>(plan_batch({.inputs = {one, other}, .output = ""})), InputError)
        << other;
  };
  refused(at("scans/b.jpg"), at("link/b.jpg"));
  refused(at("scans/b.jpg"), at("scans/below/../b.jpg"));
  refused(at("scans/b.jpg"), std::filesystem::relative(at("scans/b.jpg")));
}

TEST_F(BatchPlan, OneFileTakesTheNameGiven) {
  const Batch batch = plan_batch({.inputs = {at("one.jpg")}, .output = at("new.png")});
  EXPECT_TRUE(batch.single);
  EXPECT_EQ(batch.tasks[0].target, at("new.png"));
}

TEST_F(BatchPlan, OneFileIntoAFolderKeepsItsName) {
  EXPECT_EQ(targets({.inputs = {at("one.jpg")}, .output = at("scans")}), Names{"scans/one.jpg"});
  EXPECT_EQ(targets({.inputs = {at("one.jpg")}, .output = at("new/")}), Names{"new/one.jpg"});
}

TEST_F(BatchPlan, StandardInputGoesToStandardOutput) {
  const Batch batch = plan_batch({.inputs = {"-"}, .output = ""});
  EXPECT_EQ(batch.tasks[0].target, "-");
  EXPECT_EQ(plan_batch({.inputs = {"-"}, .output = at("x.jpg")}).tasks[0].target, at("x.jpg"));
}

TEST_F(BatchPlan, MissingFileIsATaskThatWillFailByItself) {
  EXPECT_EQ(targets({.inputs = {at("none.jpg"), at("one.jpg")}, .output = ""}),
            (Names{"none.color.jpg", "one.color.jpg"}));
}

TEST_F(BatchPlan, WhatCannotWorkIsRefusedAtOnce) {
  const auto refused = [](const BatchRequest& request) {
    EXPECT_THROW(static_cast<void>(plan_batch(request)), InputError);
  };
  refused({.inputs = {at("one.jpg"), at("two.jpg")}, .output = "-"});
  refused({.inputs = {at("one.jpg"), at("two.jpg")}, .output = at("new.png")});
  refused({.inputs = {at("one.jpg"), at("two.jpg")}, .output = at("one.jpg")});
  refused({.inputs = {at("one.jpg"), at("one.jpg")}, .output = ""});
  refused({.inputs = {"-"}, .output = at("scans")});
  std::filesystem::create_directory(folder_ / "empty");
  refused({.inputs = {at("empty")}, .output = ""});
}

}  // namespace
}  // namespace autochrome::cli
