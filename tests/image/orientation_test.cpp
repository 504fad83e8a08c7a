// The eight EXIF orientations: every way of reading gives the picture as it is meant to be seen,
// and what is written needs no orientation.
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "color/lab.h"
#include "image/inspect.h"
#include "image/save.h"
#include "image/thumbnail.h"
#include "tests/image/drawn.h"

namespace autochrome::image {
namespace {

using testing::drawn;
using testing::TemporaryFolder;

/// EXIF 2.32, tag 274: which side of the picture the stored first row and first column are. The
/// stored picture is made from the upright one by asking where each of its pixels is seen.
struct Place {
  int x = 0;
  int y = 0;
};

Place seen_at(int orientation, int x, int y, int width, int height) {
  switch (orientation) {
    case 2:
      return {width - 1 - x, y};
    case 3:
      return {width - 1 - x, height - 1 - y};
    case 4:
      return {x, height - 1 - y};
    case 5:
      return {y, x};
    case 6:
      return {width - 1 - y, x};
    case 7:
      return {width - 1 - y, height - 1 - x};
    case 8:
      return {y, height - 1 - x};
    default:
      return {x, y};
  }
}

/// The samples as a camera held that way would have stored them.
Samples stored(const Samples& upright, int orientation) {
  const bool turned = orientation >= 5;
  Samples result = upright;
  result.width = turned ? upright.height : upright.width;
  result.height = turned ? upright.width : upright.height;
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      const Place seen = seen_at(orientation, x, y, upright.width, upright.height);
      for (int band = 0; band < upright.bands; ++band) {
        result.values[static_cast<std::size_t>((y * result.width + x) * upright.bands + band)] =
            upright.values[static_cast<std::size_t>(
                (seen.y * upright.width + seen.x) * upright.bands + band)];
      }
    }
  }
  return result;
}

class Orientation : public ::testing::TestWithParam<int> {
 protected:
  [[nodiscard]] std::filesystem::path written(const Samples& upright, const char* name) const {
    const ImageOwner image = testing::as_vips(stored(upright, GetParam()));
    vips_image_set_int(image.get(), VIPS_META_ORIENTATION, GetParam());
    testing::write(image.get(), folder_ / name);
    return folder_ / name;
  }

  TemporaryFolder folder_;
};

TEST_P(Orientation, OpensUpright) {
  const Samples upright = drawn(30, 20, 3);
  const Source source = Source::file(written(upright, "turned.tif"));
  EXPECT_EQ(to_samples(open(source)).values, upright.values);
  const PictureInfo info = inspect(source);
  EXPECT_EQ(info.orientation, GetParam());
  EXPECT_EQ(info.width, 30);
  EXPECT_EQ(info.height, 20);
  EXPECT_EQ(info.stored_width, GetParam() >= 5 ? 20 : 30);
}

TEST_P(Orientation, LightnessLiesOnTheOpenedPicture) {
  const Samples upright = drawn(30, 20, 1, 16);
  const Source source = Source::file(written(upright, "turned.tif"));
  const Plane full = lightness(source, 100);
  ASSERT_EQ(full.width, 30);
  ASSERT_EQ(full.height, 20);
  for (std::size_t i = 0; i < full.values.size(); ++i) {
    const float gray = static_cast<float>(upright.values[i]) / 65535.0F;
    EXPECT_NEAR(full.values[i], color::to_lab({gray, gray, gray}).l, 0.01);
  }
  const Plane half = lightness(source, 15);
  const Plane expected = reduce(full, {15, 10});
  for (std::size_t i = 0; i < half.values.size(); ++i) {
    EXPECT_NEAR(half.values[i], expected.values[i], 0.01);
  }
}

TEST_P(Orientation, SquaresAreUpright) {
  const Samples upright = drawn(20, 20, 3);
  const auto square = rgb_square(Source::file(written(upright, "turned.tif")), 20);
  EXPECT_EQ(std::vector<std::uint16_t>(square.begin(), square.end()), upright.values);
}

TEST_P(Orientation, ResultNeedsNoOrientation) {
  const Samples upright = drawn(30, 20, 3);
  for (const char* name : {"out.png", "out.tif", "out.jpg", "out.webp", "out.heic"}) {
    save(open(Source::file(written(upright, "turned.tif"))), folder_ / name);
    const PictureInfo info = inspect(Source::file(folder_ / name));
    EXPECT_EQ(info.orientation, 1) << name;
    EXPECT_EQ(info.width, 30) << name;
  }
  EXPECT_EQ(testing::read(folder_ / "out.png").values, upright.values);
}

TEST_P(Orientation, LargeJpegIsReducedTheSameWay) {
  const Samples upright = drawn(641, 427, 1);
  const Source source = Source::file(written(upright, "turned.jpg"));
  const Plane reduced = lightness(source, 80);
  ASSERT_EQ(reduced.width, 80);
  ASSERT_EQ(reduced.height, 53);
  const Plane expected = reduce(lightness(source, 641), {80, 53});
  for (std::size_t i = 0; i < reduced.values.size(); ++i) {
    EXPECT_NEAR(reduced.values[i], expected.values[i], 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Exif, Orientation, ::testing::Range(1, 9));

}  // namespace
}  // namespace autochrome::image
