#include "prepare/pack.h"

#include <csignal>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/error.h"
#include "base/file.h"
#include "dataset/prepared.h"
#include "tests/message_of.h"
#include "tests/prepare/deflated.h"
#include "tests/prepare/drawn_picture.h"
#include "tests/prepare/mat_bytes.h"
#include "tests/prepare/tar_bytes.h"
#include "tests/temporary_folder.h"

namespace autochrome::prepare {
namespace {

std::string flower_name(int number) { return fmt::format("jpg/image_{:05}.jpg", number); }

class Packs : public ::testing::Test {
 protected:
  void put_flowers(int count) {
    for (int i = 1; i <= count; ++i) put(source_ / flower_name(i), draw({.seed = i}));
  }

  /// Two classes; the official split is 1, 4, 7… train, 2, 5, 8… validation, 3, 6, 9… test.
  void put_lists(const std::filesystem::path& folder, std::uint8_t count) {
    std::vector<std::uint8_t> labels;
    std::vector<std::vector<std::uint8_t>> splits(3);
    for (std::uint8_t i = 1; i <= count; ++i) {
      labels.push_back(static_cast<std::uint8_t>(1 + i % 2));
      splits[(i - 1U) % 3].push_back(i);
    }
    put(folder / "imagelabels.mat", mat::header() + mat::row("labels", labels));
    put(folder / "setid.mat", mat::header() + mat::row("trnid", splits[0]) +
                                  mat::row("valid", splits[1]) + mat::row("tstid", splits[2]));
  }

  std::string refusal(const PackOptions& options = {}) {
    return testing::message_of<InputError>([&] { return pack(source_, target_, options); });
  }

  [[nodiscard]] std::vector<std::string> files_beside_target() const {
    std::vector<std::string> names;
    for (const auto& item : std::filesystem::directory_iterator(target_.parent_path())) {
      names.push_back(item.path().filename().string());
    }
    return names;
  }

  void SetUp() override { std::filesystem::create_directories(target_.parent_path()); }

  const testing::TemporaryFolder folder_;
  const std::filesystem::path source_ = folder_ / "102flowers";
  const std::filesystem::path target_ = folder_ / "out/flowers.data";
};

TEST_F(Packs, HoldEveryPictureWithItsClassAndName) {
  put(source_ / "rose/1.jpg", draw({.seed = 1}));
  put(source_ / "tulip/1.jpg", draw({.seed = 2}));
  put(source_ / "loose.jpg", draw({.seed = 3}));
  const PackReport report = pack(source_, target_, {.size = 16, .seed = 9});
  EXPECT_EQ(report.findings.pictures, 3U);
  EXPECT_EQ(report.findings.unlabelled, 1U);
  EXPECT_EQ(report.splits, (dataset::SplitCounts{1, 1, 1}));
  const dataset::Prepared prepared(target_);
  ASSERT_EQ(prepared.count(), 3U);
  EXPECT_EQ(prepared.size(), 16);
  EXPECT_EQ(prepared.classes(), (std::vector<std::string>{"rose", "tulip"}));
  EXPECT_EQ(prepared.name(0), "loose.jpg");
  EXPECT_EQ(prepared.name(1), "rose/1.jpg");
  EXPECT_EQ(prepared.name(2), "tulip/1.jpg");
  EXPECT_EQ(prepared.label(0), -1);
  EXPECT_EQ(prepared.label(1), 0);
  EXPECT_EQ(prepared.label(2), 1);
  EXPECT_EQ(prepared.description().seed, 9U);
  EXPECT_EQ(prepared.description().source, "102flowers");
  EXPECT_EQ(prepared.description().rule, dataset::SplitRule::Random);
}

TEST_F(Packs, CutTheSquareFromTheMiddle) {
  // Red, green and blue thirds: the middle square of a picture three times as wide is green.
  std::string ppm = "P6 90 30 255\n";
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 90; ++x)
      ppm += std::string(x < 30 ? "\xff\0\0" : x < 60 ? "\0\xff\0" : "\0\0\xff", 3);
  }
  put(source_ / "thirds.ppm", ppm);
  pack(source_, target_, {.size = 10});
  const dataset::Prepared prepared(target_);
  for (std::size_t i = 0; i < 300; ++i) {
    EXPECT_NEAR(prepared.picture(0)[i], i % 3 == 1 ? 255 : 0, 1) << i;
  }
}

TEST_F(Packs, AreTheSameBytesForAnyNumberOfThreads) {
  put_flowers(40);
  put_lists(source_, 40);
  pack(source_, target_, {.size = 16, .threads = 1});
  const std::string one = read_file(target_);
  for (const int threads : {2, 7, 0}) {
    pack(source_, target_, {.size = 16, .threads = threads});
    EXPECT_EQ(read_file(target_), one) << threads;
  }
  pack(source_, target_, {.size = 16, .seed = 2});
  EXPECT_NE(read_file(target_), one);
}

TEST_F(Packs, OfAnArchiveAreThoseOfItsFolder) {
  put_flowers(12);
  put_lists(source_, 12);
  put_lists(folder_.path(), 12);
  put(source_ / flower_name(5), "no picture");
  pack(source_, target_, {.size = 16, .split = "official"});
  const std::string of_folder = read_file(target_);
  std::string tar;
  for (const int i : {7, 2, 11, 1, 12, 3, 5, 4, 10, 6, 9, 8}) {
    tar += tar::file(flower_name(i), read_file(source_ / flower_name(i)));
  }
  const auto archive = folder_ / "102flowers.tgz";
  put(archive, deflated(tar + tar::end(), Wrapping::Gzip));
  const PackReport report = pack(archive, target_, {.size = 16, .split = "official"});
  EXPECT_EQ(read_file(target_), of_folder);
  EXPECT_EQ(report.findings.kind, LayoutKind::Flowers102Archive);
  ASSERT_EQ(report.findings.broken.size(), 1U);
  EXPECT_EQ(report.findings.broken[0].name, flower_name(5));
  EXPECT_EQ(files_beside_target(), std::vector<std::string>{"flowers.data"});
}

TEST_F(Packs, FollowTheOfficialSplit) {
  put_flowers(9);
  put_lists(source_, 9);
  const PackReport report = pack(source_, target_, {.size = 16, .split = "official"});
  EXPECT_EQ(report.splits, (dataset::SplitCounts{3, 3, 3}));
  const dataset::Prepared prepared(target_);
  EXPECT_EQ(prepared.indices(dataset::Split::Train), (std::vector<std::uint32_t>{0, 3, 6}));
  EXPECT_EQ(prepared.indices(dataset::Split::Test), (std::vector<std::uint32_t>{2, 5, 8}));
  EXPECT_EQ(prepared.description().rule, dataset::SplitRule::Official);
}

TEST_F(Packs, WantTheOfficialSplitToListEveryPicture) {
  put_flowers(4);
  EXPECT_NE(refusal({.split = "official"}).find("has no official split"), std::string::npos);
  put_lists(source_, 4);
  put(source_ / "setid.mat",
      mat::header() + mat::row("trnid", {1}) + mat::row("valid", {2}) + mat::row("tstid", {3}));
  EXPECT_NE(refusal({.split = "official"}).find("does not list 'jpg/image_00004.jpg'"),
            std::string::npos);
  EXPECT_TRUE(files_beside_target().empty());
}

TEST_F(Packs, SkipBrokenPicturesByName) {
  const std::string sound = draw({.seed = 1});
  put(source_ / "a.jpg", sound);
  put(source_ / "b.jpg", "text under another name");
  put(source_ / "c.jpg", "");
  put(source_ / "d.jpg", sound.substr(0, sound.size() / 2));
  std::filesystem::create_symlink("nowhere", source_ / "e.jpg");
  const PackReport report = pack(source_, target_, {.size = 16});
  EXPECT_EQ(report.findings.pictures, 1U);
  ASSERT_EQ(report.findings.broken.size(), 4U);
  for (const Broken& broken : report.findings.broken) {
    EXPECT_NE(broken.reason.find(broken.name), std::string::npos) << broken.reason;
  }
  EXPECT_EQ(report.findings.broken[0].name, "b.jpg");
  EXPECT_EQ(report.findings.broken[3].name, "e.jpg");
  EXPECT_EQ(dataset::Prepared(target_).description().skipped, 4U);
}

TEST_F(Packs, DropGrayPicturesUnlessTold) {
  put(source_ / "a.jpg", draw({.seed = 1}));
  put(source_ / "b.jpg", draw({.seed = 2, .gray = true}));
  const PackReport dropped = pack(source_, target_, {.size = 16});
  EXPECT_EQ(dropped.findings.pictures, 1U);
  EXPECT_EQ(dropped.findings.gray, std::vector<std::string>{"b.jpg"});
  EXPECT_EQ(dataset::Prepared(target_).description().skipped, 1U);
  const PackReport kept = pack(source_, target_, {.size = 16, .keep_gray = true});
  EXPECT_EQ(kept.findings.pictures, 2U);
  EXPECT_EQ(kept.findings.gray, std::vector<std::string>{"b.jpg"});
  EXPECT_EQ(dataset::Prepared(target_).count(), 2U);
}

TEST_F(Packs, RefuseASourceWithoutAnyUsablePicture) {
  put(source_ / "a.jpg", draw({.gray = true}));
  put(source_ / "b.jpg", "text");
  const std::string text = refusal();
  EXPECT_NE(text.find("1 are gray, 1 broken, the first: "), std::string::npos) << text;
  EXPECT_NE(text.find("b.jpg"), std::string::npos) << text;
  EXPECT_TRUE(files_beside_target().empty());
}

TEST_F(Packs, RefuseOptionsOutOfRangeAllAtOnce) {
  put(source_ / "a.jpg", draw({}));
  const std::string text = refusal({.size = 0, .seed = -1, .split = "half", .threads = -2});
  for (const char* name : {"'size'", "'seed'", "'split'", "'threads'"}) {
    EXPECT_NE(text.find(name), std::string::npos) << text;
  }
}

TEST_F(Packs, LeaveTheOldFileWhenTheArchiveIsCutShort) {
  put_flowers(6);
  std::string tar;
  for (int i = 1; i <= 6; ++i)
    tar += tar::file(flower_name(i), read_file(source_ / flower_name(i)));
  const std::string gzip = deflated(tar + tar::end(), Wrapping::Gzip);
  put(folder_ / "cut.tgz", gzip.substr(0, gzip.size() / 2));
  put(target_, "old");
  EXPECT_THROW(pack(folder_ / "cut.tgz", target_), InputError);
  EXPECT_EQ(read_file(target_), "old");
  EXPECT_EQ(files_beside_target(), std::vector<std::string>{"flowers.data"});
}

/// Files of this process may not grow beyond a limit meanwhile, as if the disk were full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }

  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_F(Packs, LeaveNothingOnAFullDisk) {
  put_flowers(10);
  {
    const FullDisk disk(100000);
    EXPECT_THROW(pack(source_, target_, {.size = 128}), IoError);
  }
  EXPECT_TRUE(files_beside_target().empty());
  EXPECT_THROW(pack(source_, folder_ / "missing/x.data"), IoError);
}

TEST_F(Packs, StopWhenProgressThrows) {
  put_flowers(20);
  std::size_t last = 0;
  const auto stop = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 20U);
    if ((last = done) == 5) throw std::runtime_error("enough");
  };
  EXPECT_THROW(pack(source_, target_, {.size = 16}, stop), std::runtime_error);
  EXPECT_EQ(last, 5U);
  EXPECT_TRUE(files_beside_target().empty());
}

}  // namespace
}  // namespace autochrome::prepare
