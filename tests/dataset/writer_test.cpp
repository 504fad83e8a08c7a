#include "dataset/writer.h"

#include <array>
#include <stdexcept>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "dataset/prepared.h"
#include "tests/temporary_folder.h"

namespace autochrome::dataset {
namespace {

/// [size, size, 3] bytes that differ from picture to picture.
std::vector<std::uint8_t> pixels(int size, int seed) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size * size * 3));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(7 * i + 31 * static_cast<std::size_t>(seed));
  }
  return bytes;
}

std::vector<std::uint8_t> copy(std::span<const std::uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

constexpr std::array kThree = {Split::Test, Split::Train, Split::Validation};

void write_three(const std::filesystem::path& path, int size) {
  Writer writer(path, {.size = size,
                       .seed = 42,
                       .rule = SplitRule::Official,
                       .classes = {"rose", "tulip \"red\""},
                       .source = "garden"});
  writer.append(pixels(size, 1), 0, "rose/a.jpg");
  writer.append(pixels(size, 2), 1, "tulip/b.jpg");
  writer.append(pixels(size, 3), -1, "c.jpg");
  writer.finish(kThree, 5);
}

/// 5 pixels a side leave the labels at an odd offset, where they cannot be read in place.
class Writers : public ::testing::TestWithParam<int> {};

TEST_P(Writers, FilesComeBackAsTheyWere) {
  const testing::TemporaryFolder folder;
  const int size = GetParam();
  write_three(folder / "three.data", size);
  const Prepared prepared(folder / "three.data");
  ASSERT_EQ(prepared.count(), 3U);
  EXPECT_EQ(prepared.size(), size);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(copy(prepared.picture(static_cast<std::size_t>(i))), pixels(size, i + 1));
    EXPECT_EQ(prepared.split(static_cast<std::size_t>(i)), kThree[static_cast<std::size_t>(i)]);
  }
  EXPECT_EQ(prepared.label(0), 0);
  EXPECT_EQ(prepared.label(1), 1);
  EXPECT_EQ(prepared.label(2), -1);
  EXPECT_EQ(prepared.name(0), "rose/a.jpg");
  EXPECT_EQ(prepared.name(1), "tulip/b.jpg");
  EXPECT_EQ(prepared.name(2), "c.jpg");
  EXPECT_EQ(prepared.classes(), (std::vector<std::string>{"rose", "tulip \"red\""}));
  EXPECT_EQ(prepared.indices(Split::Train), std::vector<std::uint32_t>{1});
  EXPECT_EQ(prepared.indices(Split::Validation), std::vector<std::uint32_t>{2});
  EXPECT_EQ(prepared.indices(Split::Test), std::vector<std::uint32_t>{0});
  EXPECT_EQ(prepared.description().seed, 42U);
  EXPECT_EQ(prepared.description().rule, SplitRule::Official);
  EXPECT_EQ(prepared.description().source, "garden");
  EXPECT_EQ(prepared.description().skipped, 5U);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Writers, ::testing::Values(1, 5, 8, 128));

TEST(Writer, GivesTheSameBytesEachTime) {
  const testing::TemporaryFolder folder;
  write_three(folder / "one.data", 8);
  write_three(folder / "two.data", 8);
  EXPECT_EQ(read_file(folder / "one.data"), read_file(folder / "two.data"));
  EXPECT_EQ(Prepared(folder / "one.data").hash(), sha256(read_file(folder / "two.data")));
}

TEST(Writer, LeavesNothingWithoutFinish) {
  const testing::TemporaryFolder folder;
  {
    Writer writer(folder / "half.data", {.size = 8});
    writer.append(pixels(8, 1), -1, "a.jpg");
    EXPECT_EQ(writer.count(), 1U);
    EXPECT_FALSE(std::filesystem::exists(folder / "half.data"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Writer, HasRoomForThousandsOfAwkwardClassNames) {
  const testing::TemporaryFolder folder;
  Description description{.size = 1};
  for (int i = 0; i < 5000; ++i) {
    description.classes.push_back("\"\\\x01 class " + std::to_string(i));
  }
  Writer writer(folder / "many.data", description);
  writer.append(pixels(1, 1), 4999, "a.jpg");
  writer.finish(std::array{Split::Train}, 0);
  EXPECT_EQ(Prepared(folder / "many.data").classes(), description.classes);
}

TEST(Writer, ReplacesWhatIsNotUtf8InNames) {
  const testing::TemporaryFolder folder;
  Writer writer(folder / "latin.data", {.size = 1, .classes = {"ros\xe9"}, .source = "\xff"});
  writer.append(pixels(1, 1), 0, "ros\xe9/a.jpg");
  writer.finish(std::array{Split::Train}, 0);
  const Prepared prepared(folder / "latin.data");
  EXPECT_EQ(prepared.classes().front(), "ros\xef\xbf\xbd");
  EXPECT_EQ(prepared.description().source, "\xef\xbf\xbd");
  EXPECT_EQ(prepared.name(0), "ros\xe9/a.jpg");
}

TEST(Writer, RefusesWhatDoesNotBelong) {
  const testing::TemporaryFolder folder;
  Writer writer(folder / "wrong.data", {.size = 8, .classes = {"rose"}});
  EXPECT_THROW(writer.append(pixels(7, 1), 0, "a.jpg"), std::logic_error);
  EXPECT_THROW(writer.append(pixels(8, 1), 1, "a.jpg"), std::logic_error);
  EXPECT_THROW(writer.append(pixels(8, 1), -2, "a.jpg"), std::logic_error);
  EXPECT_THROW(writer.append(pixels(8, 1), 0, "a\n.jpg"), std::logic_error);
  EXPECT_THROW(writer.finish({}, 0), std::logic_error);
  EXPECT_THROW(writer.finish(std::array{Split::Train}, 0), std::logic_error);
}

TEST(Writer, SaysWhichFolderItCannotWriteTo) {
  EXPECT_THROW(Writer("/nonexistent/x.data", {.size = 8}), IoError);
}

}  // namespace
}  // namespace autochrome::dataset
