#include "prepare/archive.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/prepare/deflated.h"
#include "tests/prepare/drawn_picture.h"
#include "tests/prepare/tar_bytes.h"
#include "tests/temporary_folder.h"

namespace autochrome::prepare {
namespace {

class Archives : public ::testing::Test {
 protected:
  ArchiveReader reader_of(const std::string& bytes) {
    put(path_, bytes);
    return ArchiveReader(path_);
  }

  /// Everything is read; how many members there were, or an InputError's text with the path.
  std::string read_through(const std::string& bytes) {
    try {
      ArchiveReader reader = reader_of(bytes);
      int members = 0;
      while (reader.next()) {
        static_cast<void>(reader.read(1000));
        ++members;
      }
      return std::to_string(members);
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(path_.string()), std::string::npos);
      return error.what();
    }
  }

  const testing::TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_ / "some.tgz";
};

TEST_F(Archives, GiveTheirMembersInOrder) {
  const std::string tar = tar::header("jpg/", 0, '5') + tar::file("jpg/b.jpg", "bee") +
                          tar::header("jpg/link.jpg", 0, '2') + tar::file("jpg/a.jpg", "") +
                          tar::end();
  for (const std::string& bytes : {tar, deflated(tar, Wrapping::Gzip)}) {
    ArchiveReader reader = reader_of(bytes);
    EXPECT_FALSE(reader.next()->regular);
    const auto member = reader.next();
    EXPECT_EQ(member->path, "jpg/b.jpg");
    EXPECT_TRUE(member->regular);
    EXPECT_EQ(member->bytes, 3U);
    EXPECT_EQ(reader.read(3), "bee");
    EXPECT_FALSE(reader.next()->regular);
    EXPECT_EQ(reader.next()->path, "jpg/a.jpg");
    EXPECT_EQ(reader.read(3), "");
    EXPECT_FALSE(reader.next().has_value());
  }
}

TEST_F(Archives, BoundWhatAMemberMayHold) {
  ArchiveReader reader = reader_of(tar::file("a", std::string(200000, 'a')) + tar::end());
  ASSERT_TRUE(reader.next().has_value());
  EXPECT_THROW(static_cast<void>(reader.read(199999)), InputError);
}

TEST_F(Archives, AreRefusedWhenCutShort) {
  // Noise, so that gzip has to store it and every cut hurts.
  std::string noise;
  for (std::uint32_t i = 0, x = 1; i < 900; ++i)
    noise += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
  const std::string gzip =
      deflated(tar::file("a", noise) + tar::file("b", noise) + tar::end(), Wrapping::Gzip);
  EXPECT_EQ(read_through(gzip), "2");
  for (std::size_t length = 20; length < gzip.size() - 100; length += 13) {
    const std::string text = read_through(gzip.substr(0, length));
    EXPECT_TRUE(text.starts_with("'")) << length << ": " << text;
  }
}

TEST_F(Archives, AreToldFromOtherFiles) {
  EXPECT_TRUE(read_through("roses are red, and this is no archive").starts_with("'"));
  EXPECT_TRUE(read_through(deflated("roses in gzip", Wrapping::Gzip)).starts_with("'"));
  EXPECT_THROW(ArchiveReader(folder_ / "missing.tgz"), IoError);
}

}  // namespace
}  // namespace autochrome::prepare
