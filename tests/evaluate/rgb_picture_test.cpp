#include "evaluate/rgb_picture.h"

#include <gtest/gtest.h>

#include "image/samples.h"
#include "image/save.h"
#include "tests/temporary_folder.h"

namespace autochrome::evaluate {
namespace {

class ReadRgb : public ::testing::Test {
 protected:
  [[nodiscard]] RgbPicture through(const image::Samples& samples) const {
    image::save(image::from_samples(samples), folder_ / "a.png");
    return read_rgb(image::Source::file(folder_ / "a.png"));
  }

  const autochrome::testing::TemporaryFolder folder_;
};

using Bytes = std::vector<std::uint8_t>;

TEST_F(ReadRgb, GrayBecomesThreeEqualChannels) {
  const RgbPicture picture = through({.width = 2, .height = 1, .bands = 1, .values = {7, 200}});
  EXPECT_EQ(picture.rgb, (Bytes{7, 7, 7, 200, 200, 200}));
  EXPECT_TRUE(picture.stored_gray);
}

TEST_F(ReadRgb, SixteenBitsAreRounded) {
  const RgbPicture picture =
      through({.width = 1, .height = 1, .bands = 3, .bits = 16, .values = {65535, 128, 129}});
  EXPECT_EQ(picture.rgb, (Bytes{255, 0, 1}));
  EXPECT_EQ(picture.stored_bits, 16);
}

TEST_F(ReadRgb, AlphaIsSeenOnWhite) {
  const RgbPicture picture =
      through({.width = 2, .height = 1, .bands = 4, .values = {10, 20, 30, 0, 10, 20, 30, 255}});
  EXPECT_EQ(picture.rgb, (Bytes{255, 255, 255, 10, 20, 30}));
}

}  // namespace
}  // namespace autochrome::evaluate
