#include "study/gallery.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "evaluate/rgb_picture.h"
#include "tests/study/drawn_gallery.h"

namespace autochrome::study {
namespace {

using testing::DrawnGallery;

int red_of(const Gallery& gallery, const char* picture, const char* who) {
  const std::string png = gallery.png(picture, who);
  return evaluate::read_rgb(image::Source::bytes(png, who)).rgb[0];
}

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
  EXPECT_EQ(red_of(gallery, "x/d", kTruth), 50);
  EXPECT_EQ(red_of(gallery, "x/d", "one"), 100);
  EXPECT_EQ(red_of(gallery, "x/d", "two"), 150);
}

TEST(Gallery, SuffixesAreInAnyCase) {
  const DrawnGallery drawn;
  std::filesystem::rename(drawn / "truth/a.png", drawn / "truth/a.PNG");
  std::filesystem::remove(drawn / "one/a.png");
  testing::write_flat(drawn / "one/a.JPG", 16, 200);
  const Gallery gallery = drawn.open();
  EXPECT_EQ(gallery.pictures().size(), 5U);
  EXPECT_EQ(red_of(gallery, "a", kTruth), 50);
  EXPECT_NEAR(red_of(gallery, "a", "one"), 200, 4);
}

TEST(Gallery, OfSeveralFilesOfOneNameTheFirstIsMeasuredAndShown) {
  const DrawnGallery drawn;
  testing::write_flat(drawn / "one/a.jpg", 16, 200);
  testing::write_flat(drawn / "one/b.tif", 17, 200);
  testing::write_flat(drawn / "one/c.jpg", 17, 200);
  const Gallery gallery = drawn.open();
  EXPECT_NEAR(red_of(gallery, "a", "one"), 200, 4);
  EXPECT_EQ(red_of(gallery, "b", "one"), 100);
  EXPECT_EQ(gallery.left_out(), std::vector<std::string>{"c of one: 17×17 pixels; wanted 16×16"});
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
