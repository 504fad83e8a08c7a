#include "base/folder.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"

namespace autochrome {
namespace {

using testing::TemporaryFolder;

TEST(Folder, IsMadeWithThoseAboveIt) {
  const TemporaryFolder folder;
  make_folder(folder / "a" / "b");
  make_folder(folder / "a" / "b");
  make_folder({});
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a" / "b"));
}

TEST(Folder, BelowAFileIsAnErrorWithItsPath) {
  const TemporaryFolder folder;
  write_file(folder / "file", "");
  const auto path = folder / "file" / "below";
  EXPECT_EQ(testing::message_of<IoError>([&] { make_folder(path); }),
            "cannot make the folder '" + path.string() + "': Not a directory");
}

}  // namespace
}  // namespace autochrome
