#include "prepare/layout.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "prepare/flowers102.h"
#include "tests/prepare/deflated.h"
#include "tests/prepare/drawn_picture.h"
#include "tests/prepare/mat_bytes.h"
#include "tests/prepare/tar_bytes.h"
#include "tests/temporary_folder.h"

namespace autochrome::prepare {
namespace {

using Names = std::vector<std::string>;

/// Layouts are found by names alone, so these pictures are empty files.
class Layouts : public ::testing::Test {
 protected:
  void touch(const Names& names) {
    for (const std::string& name : names) put(folder_ / name, "");
  }

  [[nodiscard]] Layout found() const { return find_layout(folder_.path()); }

  [[nodiscard]] std::string refusal() const {
    try {
      return std::string("it is a ") + std::string(name_of(found().kind));
    } catch (const InputError& error) {
      return error.what();
    }
  }

  void put_lists() {
    put(folder_ / "imagelabels.mat", mat::header() + mat::row("labels", {2, 1, 3, 2}));
    put(folder_ / "setid.mat", mat::header() + mat::row("trnid", {1, 4}) + mat::row("valid", {2}) +
                                   mat::row("tstid", {3}));
  }

  const testing::TemporaryFolder folder_;
};

Names names_of(const Layout& layout) {
  Names names;
  for (const Entry& entry : layout.entries) names.push_back(entry.name);
  return names;
}

std::vector<int> labels_of(const Layout& layout) {
  std::vector<int> labels;
  for (const Entry& entry : layout.entries) labels.push_back(entry.label);
  return labels;
}

TEST_F(Layouts, FlatFolderHoldsPicturesWithoutClasses) {
  touch({"b.JPG", "a.png", "c.tiff", "readme.txt", ".hidden.jpg", "notes", "B.jpg"});
  const Layout layout = found();
  EXPECT_EQ(layout.kind, LayoutKind::Flat);
  EXPECT_EQ(names_of(layout), (Names{"B.jpg", "a.png", "b.JPG", "c.tiff"}));
  EXPECT_EQ(labels_of(layout), (std::vector<int>{-1, -1, -1, -1}));
  EXPECT_TRUE(layout.classes.empty());
  EXPECT_TRUE(layout.warnings.empty());
}

TEST_F(Layouts, FolderPerClassIsNamedByItsFolders) {
  touch({"tulip/2.jpg", "rose/1.jpg", "tulip/1.jpg", "rose/deep/3.jpg", ".git/4.jpg"});
  const Layout layout = found();
  EXPECT_EQ(layout.kind, LayoutKind::ClassFolders);
  EXPECT_EQ(layout.classes, (Names{"rose", "tulip"}));
  EXPECT_EQ(names_of(layout), (Names{"rose/1.jpg", "tulip/1.jpg", "tulip/2.jpg"}));
  EXPECT_EQ(labels_of(layout), (std::vector<int>{0, 1, 1}));
}

TEST_F(Layouts, WarnOfClassFoldersWithoutPicturesAndPicturesWithoutClass) {
  touch({"rose/1.jpg", "empty/readme.txt", "loose.jpg"});
  const Layout layout = found();
  EXPECT_EQ(layout.classes, Names{"rose"});
  EXPECT_EQ(names_of(layout), (Names{"loose.jpg", "rose/1.jpg"}));
  EXPECT_EQ(labels_of(layout), (std::vector<int>{-1, 0}));
  ASSERT_EQ(layout.warnings.size(), 2U);
  EXPECT_NE(layout.warnings[0].find("empty' holds no picture"), std::string::npos);
  EXPECT_NE(layout.warnings[1].find("1 pictures lie beside"), std::string::npos);
}

TEST_F(Layouts, FlowersGetLabelsAndOfficialSplits) {
  touch({"jpg/image_00003.jpg", "jpg/image_00001.jpg", "jpg/image_00002.jpg", "jpg/other.jpg"});
  put_lists();
  const Layout layout = found();
  EXPECT_EQ(layout.kind, LayoutKind::Flowers102);
  EXPECT_EQ(names_of(layout),
            (Names{"jpg/image_00001.jpg", "jpg/image_00002.jpg", "jpg/image_00003.jpg"}));
  EXPECT_EQ(labels_of(layout), (std::vector<int>{1, 0, 2}));
  EXPECT_EQ(layout.classes, (Names{"1", "2", "3"}));
  EXPECT_TRUE(layout.has_official_splits);
  EXPECT_EQ(layout.entries[0].official, dataset::Split::Train);
  EXPECT_EQ(layout.entries[1].official, dataset::Split::Validation);
  EXPECT_EQ(layout.entries[2].official, dataset::Split::Test);
  EXPECT_TRUE(layout.warnings.empty());
}

TEST_F(Layouts, FlowersDoWithoutTheirLists) {
  touch({"jpg/image_00001.jpg"});
  const Layout layout = found();
  EXPECT_EQ(layout.kind, LayoutKind::Flowers102);
  EXPECT_EQ(labels_of(layout), std::vector<int>{-1});
  EXPECT_FALSE(layout.has_official_splits);
  ASSERT_EQ(layout.warnings.size(), 2U);
  EXPECT_NE(layout.warnings[0].find("imagelabels.mat' is missing"), std::string::npos);
  EXPECT_NE(layout.warnings[1].find("setid.mat' is missing"), std::string::npos);
}

TEST_F(Layouts, FlowersRefuseListsThatDoNotFit) {
  touch({"jpg/image_00001.jpg", "jpg/image_00005.jpg"});
  put_lists();
  EXPECT_NE(refusal().find("4 labels, too few for 'jpg/image_00005.jpg'"), std::string::npos);
  put(folder_ / "imagelabels.mat", mat::header() + mat::row("labels", {0, 1, 1, 1, 1}));
  EXPECT_NE(refusal().find("'labels' holds 0"), std::string::npos);
  put(folder_ / "imagelabels.mat", "no mat file");
  EXPECT_NE(refusal().find("not a sound MATLAB 5 file"), std::string::npos);
  put(folder_ / "imagelabels.mat", mat::header() + mat::row("labels", {1, 1, 1, 1, 1}));
  EXPECT_EQ(found().entries[1].official, std::nullopt);
  put(folder_ / "setid.mat",
      mat::header() + mat::row("trnid", {1, 2}) + mat::row("valid", {2}) + mat::row("tstid", {3}));
  EXPECT_NE(refusal().find("lists picture 2 twice"), std::string::npos);
  put(folder_ / "setid.mat", mat::header() + mat::row("trnid", {1}));
  EXPECT_NE(refusal().find("no array 'valid'"), std::string::npos);
}

TEST_F(Layouts, FolderNamedJpgWithOtherPicturesIsAClass) {
  touch({"jpg/holiday.jpg"});
  EXPECT_EQ(found().kind, LayoutKind::ClassFolders);
  EXPECT_EQ(found().classes, Names{"jpg"});
}

TEST_F(Layouts, ArchiveGivesItsFlowersAndNothingElse) {
  const auto path = folder_ / "102flowers.tgz";
  put(path, deflated(tar::header("jpg/", 0, '5') + tar::file("jpg/image_00002.jpg", "two") +
                         tar::file("jpg/image_00001.jpg", "one") +
                         tar::file("../jpg/image_00003.jpg", "out") +
                         tar::file("/jpg/image_00003.jpg", "root") +
                         tar::file("jpg/../jpg/image_00003.jpg", "round") +
                         tar::header("jpg/image_00003.jpg", 0, '2') +
                         tar::file("jpg/image_00002.jpg", "again") +
                         tar::file("jpg/image_2.jpg", "short") + tar::end(),
                     Wrapping::Gzip));
  put_lists();
  const Layout layout = find_layout(path);
  EXPECT_EQ(layout.kind, LayoutKind::Flowers102Archive);
  EXPECT_EQ(names_of(layout), (Names{"jpg/image_00001.jpg", "jpg/image_00002.jpg"}));
  EXPECT_EQ(labels_of(layout), (std::vector<int>{1, 0}));
  EXPECT_TRUE(layout.has_official_splits);
}

TEST_F(Layouts, ArchiveMembersBeyondTheLimitAreRefusedByName) {
  const auto path = folder_ / "102flowers.tgz";
  put(path, deflated(tar::file("jpg/image_00001.jpg", "one") +
                         tar::file("jpg/image_00002.jpg", std::string(kMaxPictureBytes + 1, '\0')) +
                         tar::end(),
                     Wrapping::Gzip));
  const Layout layout = find_layout(path);
  EXPECT_EQ(names_of(layout), Names{"jpg/image_00001.jpg"});
  ASSERT_EQ(layout.refused.size(), 1U);
  EXPECT_EQ(layout.refused[0].name, "jpg/image_00002.jpg");
  EXPECT_NE(layout.refused[0].reason.find("67108865 bytes"), std::string::npos);
}

TEST_F(Layouts, ArchiveWithoutFlowersIsRefused) {
  const auto path = folder_ / "other.tgz";
  put(path, deflated(tar::file("holiday.jpg", "x") + tar::end(), Wrapping::Gzip));
  EXPECT_THROW(static_cast<void>(find_layout(path)), InputError);
}

TEST_F(Layouts, RefuseWhatHoldsNoPicture) {
  EXPECT_NE(refusal().find("holds no pictures"), std::string::npos);
  touch({"readme.txt", "rose/readme.txt", "train/rose/1.jpg"});
  EXPECT_NE(refusal().find("holds no pictures"), std::string::npos);
  EXPECT_THROW(static_cast<void>(find_layout(folder_ / "missing")), IoError);
  EXPECT_THROW(static_cast<void>(find_layout(folder_ / "readme.txt")), InputError);
  EXPECT_THROW(static_cast<void>(find_layout("/dev/null")), InputError);
}

TEST_F(Layouts, LeavePipesAloneAndKeepDanglingLinks) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe.jpg").c_str(), 0600), 0);
  std::filesystem::create_symlink("nowhere", folder_ / "dangling.jpg");
  EXPECT_EQ(names_of(found()), Names{"dangling.jpg"});
}

TEST_F(Layouts, RefuseNamesWithLineBreaks) {
  touch({"a\nb.jpg", "c.jpg"});
  const Layout layout = found();
  EXPECT_EQ(names_of(layout), Names{"c.jpg"});
  ASSERT_EQ(layout.refused.size(), 1U);
  EXPECT_EQ(layout.refused[0].name, "a\nb.jpg");
}

TEST(FlowerNumber, IsReadFromTheExactName) {
  EXPECT_EQ(flower_number("jpg/image_00001.jpg"), 1);
  EXPECT_EQ(flower_number("jpg/image_08189.jpg"), 8189);
  for (const char* other : {"", "jpg/image_00000.jpg", "jpg/image_0001.jpg", "jpg/image_000001.jpg",
                            "image_00001.jpg", "jpg/image_-0001.jpg", "jpg/image_0000x.jpg",
                            "jpg/image_00001.png", "./jpg/image_00001.jpg"}) {
    EXPECT_EQ(flower_number(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace autochrome::prepare
