// That files appear whole or not at all, and that progress is told and can stop the work.
#include "image/save.h"

#include <csignal>
#include <stdexcept>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/image/drawn.h"
#include "tests/names_in.h"
#include "tests/unprivileged.h"

namespace autochrome::image {
namespace {

using testing::drawn;
using testing::message_of;
using testing::names_in;
using testing::TemporaryFolder;

/// No file of this process grows beyond the limit while it lives, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }

  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

Samples noise(int width, int height) {
  Samples samples = drawn(width, height, 3);
  std::uint32_t state = 1;
  for (auto& value : samples.values) {
    state = state * 1'664'525U + 1'013'904'223U;
    value = static_cast<std::uint16_t>(state >> 24U);
  }
  return samples;
}

TEST(Save, UnknownSuffixIsRefusedBeforeAnythingIsWritten) {
  const TemporaryFolder folder;
  EXPECT_THROW(save(from_samples(drawn(8, 8, 3)), folder / "a.doc"), InputError);
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(Save, MissingFolderIsNamed) {
  const TemporaryFolder folder;
  const auto target = folder / "none/a.jpg";
  EXPECT_EQ(message_of<IoError>([&] { save(from_samples(drawn(8, 8, 3)), target); }),
            "cannot write '" + target.string() + "': No such file or directory");
}

TEST(Save, UnwritableFolderIsNamed) {
  const TemporaryFolder folder;
  ::chmod(folder.path().c_str(), 0555);
  {
    const autochrome::testing::Unprivileged nobody;
    EXPECT_THROW(save(from_samples(drawn(8, 8, 3)), folder / "a.jpg"), IoError);
  }
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{});
  ::chmod(folder.path().c_str(), 0700);
}

TEST(Save, FolderInPlaceOfTheTarget) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "a.jpg");
  EXPECT_THROW(save(from_samples(drawn(8, 8, 3)), folder / "a.jpg"), IoError);
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"a.jpg"});
}

TEST(Save, FullDiskLeavesNothingInAnyFormat) {
  const TemporaryFolder folder;
  const Samples picture = noise(96, 96);
  for (const FormatTraits& format : all_formats()) {
    const auto target = folder / ("full" + std::string(format.suffixes.front()));
    std::string message;
    {
      const FileSizeLimit limit(2000);
      message = message_of<IoError>([&] { save(from_samples(picture), target); });
    }
    EXPECT_EQ(message, "cannot write '" + target.string() + "': File too large") << format.name;
    EXPECT_TRUE(names_in(folder.path()).empty()) << format.name;
  }
}

TEST(Save, FailureLeavesTheFileThatWasThere) {
  const TemporaryFolder folder;
  write_file(folder / "old.png", "something dear");
  {
    const FileSizeLimit limit(2000);
    EXPECT_THROW(save(from_samples(noise(128, 128)), folder / "old.png"), IoError);
  }
  EXPECT_EQ(read_file(folder / "old.png"), "something dear");
  save(from_samples(drawn(8, 8, 3)), folder / "old.png");
  EXPECT_EQ(testing::read(folder / "old.png").values, drawn(8, 8, 3).values);
}

TEST(Save, NamesOfTheLongestKind) {
  const TemporaryFolder folder;
  const std::string name = std::string(251, 'n') + ".png";
  save(from_samples(drawn(8, 8, 3)), folder / name);
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{name});
}

TEST(Save, ProgressRisesToTheEnd) {
  const TemporaryFolder folder;
  std::vector<double> shares;
  save(from_samples(drawn(200, 600, 3)), folder / "a.png", {}, {},
       [&](double done) { shares.push_back(done); });
  ASSERT_FALSE(shares.empty());
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_GE(shares.front(), 0);
  EXPECT_EQ(shares.back(), 1);
}

TEST(Save, ProgressThatThrowsStopsTheWork) {
  const TemporaryFolder folder;
  const auto stop = [](double) { throw std::runtime_error("enough"); };
  EXPECT_EQ(message_of<std::runtime_error>(
                [&] { save(from_samples(drawn(200, 600, 3)), folder / "a.png", {}, {}, stop); }),
            "enough");
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(Save, SaysThatOtherPagesAreLeftOut) {
  const TemporaryFolder folder;
  const ImageOwner strip = testing::as_vips(drawn(8, 24, 3));
  vips_image_set_int(strip.get(), VIPS_META_PAGE_HEIGHT, 8);
  for (const char* name : {"a.gif", "a.webp", "a.tif"}) {
    testing::write(strip.get(), folder / name);
    const Picture picture = open(Source::file(folder / name));
    EXPECT_EQ(picture.height(), 8);
    EXPECT_EQ(save(picture, folder / "b.png").warnings,
              std::vector<std::string>{"of 3 pages or frames only the first is coloured"})
        << name;
    EXPECT_EQ(save(open(Source::file(folder / "b.png")), folder / "c.png").warnings,
              std::vector<std::string>{});
  }
}

TEST(Save, PictureFromMemoryCanBeSavedAgain) {
  const Picture picture = from_samples(drawn(20, 20, 3));
  EXPECT_EQ(encode(picture, Format::Png).bytes, encode(picture, Format::Png).bytes);
}

}  // namespace
}  // namespace autochrome::image
