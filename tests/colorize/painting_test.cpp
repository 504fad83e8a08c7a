#include "colorize/painting.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/temporary_folder.h"

namespace autochrome::colorize {
namespace {

Painting drawn() {
  return {.lightness = {{10, 20, 30, 40, 50, 60}, 3, 2},
          .a = {{-1, 0.1F, 2, 3, 4, 1e-7F}, 3, 2},
          .b = {{5, 6, 7, 8, 9, -86.5F}, 3, 2},
          .model = "unet",
          .model_hash = "ab12"};
}

TEST(Painting, ComesBackToTheLastBit) {
  const autochrome::testing::TemporaryFolder folder;
  save(drawn(), folder / "painting");
  const Painting read = load_painting(folder / "painting");
  EXPECT_EQ(read.lightness.values, drawn().lightness.values);
  EXPECT_EQ(read.a.values, drawn().a.values);
  EXPECT_EQ(read.b.values, drawn().b.values);
  EXPECT_EQ(read.b.width, 3);
  EXPECT_EQ(read.b.height, 2);
  EXPECT_EQ(read.model, "unet");
  EXPECT_EQ(read.model_hash, "ab12");
}

TEST(Painting, DamagedOrForeignFilesAreRefused) {
  const autochrome::testing::TemporaryFolder folder;
  save(drawn(), folder / "painting");
  const std::string bytes = read_file(folder / "painting");
  write_file(folder / "cut", bytes.substr(0, bytes.size() - 5));
  write_file(folder / "text", "no painting at all");
  EXPECT_THROW(static_cast<void>(load_painting(folder / "cut")), InputError);
  EXPECT_THROW(static_cast<void>(load_painting(folder / "text")), InputError);
  EXPECT_THROW(static_cast<void>(load_painting(folder / "missing")), IoError);
}

}  // namespace
}  // namespace autochrome::colorize
