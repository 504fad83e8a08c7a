#include "base/file_lock.h"

#include <optional>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"

namespace autochrome {
namespace {

using testing::message_of;
using testing::TemporaryFolder;

TEST(FileLock, IsHeldOnceAtATime) {
  const TemporaryFolder folder;
  std::optional<FileLock> first(folder / "lock");
  EXPECT_TRUE(first->held());
  EXPECT_FALSE(FileLock(folder / "lock").held());
  first.reset();
  EXPECT_TRUE(FileLock(folder / "lock").held());
}

TEST(FileLock, NeedsItsFolder) {
  const TemporaryFolder folder;
  const auto path = folder / "none" / "lock";
  EXPECT_EQ(message_of<IoError>([&] { FileLock lock(path); }),
            "cannot write '" + path.string() + "': No such file or directory");
}

}  // namespace
}  // namespace autochrome
