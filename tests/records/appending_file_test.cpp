#include "records/appending_file.h"

#include <csignal>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/temporary_folder.h"

namespace autochrome::records {
namespace {

using testing::TemporaryFolder;

TEST(AppendingFile, AddsToWhatIsThere) {
  const TemporaryFolder folder;
  write_file(folder / "log", "one ");
  AppendingFile file(folder / "log");
  file.append("two");
  EXPECT_EQ(read_file(folder / "log"), "one two");
  EXPECT_EQ(file.size(), 7U);
  file.truncate(3);
  file.append("!");
  EXPECT_EQ(read_file(folder / "log"), "one!");
}

TEST(AppendingFile, FullDiskTakesBackThePiece) {
  const TemporaryFolder folder;
  write_file(folder / "log", "one ");
  AppendingFile file(folder / "log");
  rlimit old_limit{};
  ::getrlimit(RLIMIT_FSIZE, &old_limit);
  const rlimit limit{100, old_limit.rlim_max};
  auto* const old_action = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_THROW(file.append(std::string(500, 'x')), IoError);
  ::setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_action);
  EXPECT_EQ(read_file(folder / "log"), "one ");
}

TEST(AppendingFile, WantsAFile) {
  const TemporaryFolder folder;
  EXPECT_THROW(AppendingFile{folder / "missing"}, IoError);
  EXPECT_THROW(AppendingFile{folder.path()}, IoError);
}

}  // namespace
}  // namespace autochrome::records
