#include "base/file.h"

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/error.h"
#include "base/folder.h"
#include "tests/message_of.h"
#include "tests/names_in.h"
#include "tests/temporary_folder.h"

namespace autochrome {
namespace {

using testing::names_in;
using testing::TemporaryFolder;

/// Makes the process unable to write files beyond a size, as a full disk does.
class SizeLimit {
 public:
  explicit SizeLimit(rlim_t bytes) {
    old_action_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{bytes, old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }

  ~SizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_action_);
  }

  SizeLimit(const SizeLimit&) = delete;
  SizeLimit& operator=(const SizeLimit&) = delete;

 private:
  rlimit old_limit_{};
  void (*old_action_)(int) = nullptr;
};

TEST(File, WritesAndReadsBack) {
  const TemporaryFolder folder;
  write_file(folder / "a.txt", "some text\n");
  EXPECT_EQ(read_file(folder / "a.txt"), "some text\n");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"a.txt"});
}

TEST(File, MissingFileIsNamedWithTheReason) {
  const TemporaryFolder folder;
  const auto path = folder / "missing.txt";
  EXPECT_EQ(testing::message_of<IoError>([&] { return read_file(path); }),
            "cannot open '" + path.string() + "': No such file or directory");
}

TEST(File, FolderIsNotReadAsAFile) {
  const TemporaryFolder folder;
  EXPECT_THROW(static_cast<void>(read_file(folder.path())), IoError);
  EXPECT_THROW(MappedFile{folder.path()}, IoError);
}

TEST(MappedFile, ShowsTheBytes) {
  const TemporaryFolder folder;
  write_file(folder / "bytes", "xyz");
  const MappedFile file(folder / "bytes");
  ASSERT_EQ(file.bytes().size(), 3U);
  EXPECT_EQ(file.bytes()[1], std::byte{'y'});
}

TEST(MappedFile, EmptyFileHasNoBytes) {
  const TemporaryFolder folder;
  write_file(folder / "empty", "");
  EXPECT_TRUE(MappedFile(folder / "empty").bytes().empty());
}

TEST(AtomicFile, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  write_file(folder / "kept", "old");
  {
    AtomicFile file(folder / "kept");
    file.write("half of the n");
  }
  EXPECT_EQ(read_file(folder / "kept"), "old");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"kept"});
}

TEST(AtomicFile, OverwritesBytesAlreadyWritten) {
  const TemporaryFolder folder;
  AtomicFile file(folder / "header");
  file.write("....body");
  file.write_at(1, std::as_bytes(std::span("ab", 2)));
  file.commit();
  EXPECT_EQ(read_file(folder / "header"), ".ab.body");
}

TEST(AtomicFile, LeftoversOfAKilledProcessAreRemovedAndNothingElse) {
  const TemporaryFolder folder;
  for (const char* name : {".model.safetensors.0123abcd.tmp", ".a.00000000.tmp"}) {
    write_file(folder / name, "half");
  }
  const std::vector<std::string> others = {"model.0123abcd.tmp", ".hidden.tmp",   ".a.0123abcg.tmp",
                                           ".a.0123abcd",        ".0123abcd.tmp", "a"};
  for (const std::string& name : others) write_file(folder / name, "mine");
  remove_leftovers(folder / "");
  for (const std::string& name : others) EXPECT_EQ(read_file(folder / name), "mine") << name;
  EXPECT_FALSE(std::filesystem::exists(folder / ".model.safetensors.0123abcd.tmp"));
  EXPECT_FALSE(std::filesystem::exists(folder / ".a.00000000.tmp"));
  EXPECT_THROW(remove_leftovers(folder / "missing"), IoError);
}

TEST(AtomicFile, MissingFolderIsAnError) {
  const TemporaryFolder folder;
  EXPECT_THROW(AtomicFile{folder / "no/such/folder"}, IoError);
}

TEST(AtomicFile, KeepsWhatCameMeanwhile) {
  const TemporaryFolder folder;
  AtomicFile file(folder / "new", Existing::Kept);
  file.write("late");
  write_file(folder / "new", "early");
  EXPECT_THROW(file.commit(), FileExists);
  EXPECT_EQ(read_file(folder / "new"), "early");
}

TEST(AtomicFile, KeepsALinkThatLeadsNowhere) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("nowhere", folder / "link");
  EXPECT_THROW(write_file(folder / "link", "text", Existing::Kept), FileExists);
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"link"});
}

TEST(AtomicFile, MakesWhatIsNotThere) {
  const TemporaryFolder folder;
  write_file(folder / "new", "text", Existing::Kept);
  EXPECT_EQ(read_file(folder / "new"), "text");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"new"});
}

TEST(AtomicFile, FullDiskKeepsTheOldFile) {
  const TemporaryFolder folder;
  write_file(folder / "kept", "old");
  {
    const SizeLimit limit(1000);
    EXPECT_THROW(write_file(folder / "kept", std::string(5000, 'n')), IoError);
  }
  EXPECT_EQ(read_file(folder / "kept"), "old");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"kept"});
}

}  // namespace
}  // namespace autochrome
