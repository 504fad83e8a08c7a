#include "image/format.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/image/drawn.h"

namespace autochrome::image {
namespace {

using testing::message_of;

TEST(Format, IsTakenFromTheSuffixInAnyCase) {
  EXPECT_EQ(format_of("a/b.JPG"), Format::Jpeg);
  EXPECT_EQ(format_of("b.jpeg"), Format::Jpeg);
  EXPECT_EQ(format_of("x.y.TIF"), Format::Tiff);
  EXPECT_EQ(format_of("x.heif"), Format::Heic);
  EXPECT_EQ(format_of("x.avif"), Format::Avif);
}

TEST(Format, UnknownSuffixIsRefusedWithTheKnownOnes) {
  const std::string message = message_of<InputError>([] { (void)format_of("photo.xyz"); });
  EXPECT_NE(message.find("'photo.xyz'"), std::string::npos) << message;
  EXPECT_NE(message.find(".jpg .jpeg .png .tif .tiff .webp .heic .heif .avif .jxl .gif .ppm"),
            std::string::npos)
      << message;
}

TEST(Format, TraitsAreInTheOrderOfTheEnumeration) {
  for (const FormatTraits& one : all_formats()) {
    EXPECT_EQ(traits(one.format).name, one.name);
    EXPECT_EQ(format_of("x" + std::string(one.suffixes.front())), one.format);
  }
}

TEST(Format, PictureSuffixesAreRecognised) {
  EXPECT_TRUE(has_picture_suffix("a.webp"));
  EXPECT_FALSE(has_picture_suffix("notes.txt"));
  EXPECT_FALSE(has_picture_suffix("jpg"));
}

}  // namespace
}  // namespace autochrome::image
