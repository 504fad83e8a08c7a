#include "study/gallery.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "evaluate/rgb_picture.h"
#include "tests/study/drawn_gallery.h"

namespace autochrome::study {
namespace {

using testing::DrawnGallery;

TEST(Gallery, KeepsWhatAllHave) {
  const DrawnGallery drawn;
  std::filesystem::remove(drawn / "one/b.png");
  testing::write_flat(drawn / "two/c.png", 17, 1);
  write_file(drawn / "two/x/d.png", "no picture");
  const Gallery gallery = drawn.open();
  EXPECT_EQ(gallery.pictures(), (std::vector<std::string>{"a", "x/e"}));
  ASSERT_EQ(gallery.left_out().size(), 3U);
  EXPECT_EQ(gallery.left_out()[0], "b of one: missing");
  EXPECT_EQ(gallery.left_out()[1], "c of two: 17×17 pixels; wanted 16×16");
}

TEST(Gallery, GivesEachItsPicture) {
  const DrawnGallery drawn;
  const Gallery gallery = drawn.open();
  const auto red_of = [&](const char* who) {
    const std::string png = gallery.png("x/d", who);
    return evaluate::read_rgb(image::Source::bytes(png, who)).rgb[0];
  };
  EXPECT_EQ(red_of(kTruth), 50);
  EXPECT_EQ(red_of("one"), 100);
  EXPECT_EQ(red_of("two"), 150);
}

TEST(Gallery, DecoyIsViolet) {
  const DrawnGallery drawn;
  const std::string png = drawn.open().png("a", kDecoy);
  const auto rgb = evaluate::read_rgb(image::Source::bytes(png, "decoy")).rgb;
  EXPECT_GT(rgb[2], rgb[1] + 60);
}

TEST(Gallery, BadSetsAreErrors) {
  const DrawnGallery drawn;
  EXPECT_THROW(Gallery(drawn / "truth", {}), InputError);
  EXPECT_THROW(Gallery(drawn / "truth", {{"truth", drawn / "one"}}), InputError);
  EXPECT_THROW(Gallery(drawn / "truth", {{"x", drawn / "one"}, {"x", drawn / "two"}}), InputError);
  EXPECT_THROW(Gallery(drawn / "truth", {{"x", drawn / "nowhere"}}), IoError);
  std::filesystem::create_directories(drawn / "empty");
  EXPECT_THROW(Gallery(drawn / "truth", {{"x", drawn / "empty"}}), InputError);
}

}  // namespace
}  // namespace autochrome::study
