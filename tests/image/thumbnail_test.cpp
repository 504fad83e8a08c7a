#include "image/thumbnail.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "color/lab.h"
#include "image/save.h"
#include "tests/image/drawn.h"

namespace autochrome::image {
namespace {

using testing::drawn;
using testing::saved;
using testing::TemporaryFolder;

float lightness_of(const Samples& samples, std::size_t pixel) {
  const float full = samples.bits == 8 ? 255.0F : 65535.0F;
  const auto bands = static_cast<std::size_t>(samples.bands);
  const auto at = [&](std::size_t band) {
    return static_cast<float>(samples.values[pixel * bands + (bands < 3 ? 0 : band)]) / full;
  };
  return color::to_lab({at(0), at(1), at(2)}).l;
}

TEST(Lightness, IsThatOfEveryPixelWhereNothingIsReduced) {
  const TemporaryFolder folder;
  for (const int bands : {1, 2, 3, 4}) {
    for (const int bits : {8, 16}) {
      const Samples samples = drawn(37, 23, bands, bits);
      const Plane plane = lightness(Source::file(saved(folder, "a.png", samples)), 1000);
      ASSERT_EQ(plane.width, 37);
      ASSERT_EQ(plane.height, 23);
      for (std::size_t i = 0; i < plane.values.size(); ++i) {
        EXPECT_NEAR(plane.values[i], lightness_of(samples, i), 0.02);
      }
    }
  }
}

TEST(Lightness, AveragesAreas) {
  const TemporaryFolder folder;
  const Source source = Source::file(saved(folder, "a.png", drawn(200, 150, 3)));
  const Plane direct = lightness(source, 40);
  const Plane expected = reduce(lightness(source, 200), {40, 30});
  ASSERT_EQ(direct.width, 40);
  ASSERT_EQ(direct.height, 30);
  for (std::size_t i = 0; i < direct.values.size(); ++i) {
    EXPECT_NEAR(direct.values[i], expected.values[i], 0.001);
  }
}

TEST(Lightness, ExtremeShapes) {
  const TemporaryFolder folder;
  for (const char* name : {"a.png", "a.jpg"}) {
    const Plane one = lightness(Source::file(saved(folder, name, drawn(1, 1, 1))), 256);
    EXPECT_EQ(one.values.size(), 1U);
    const Plane tall = lightness(Source::file(saved(folder, name, drawn(1, 5000, 3))), 256);
    EXPECT_EQ(tall.width, 1);
    EXPECT_EQ(tall.height, 256);
    const Plane wide = lightness(Source::file(saved(folder, name, drawn(5000, 1, 1))), 256);
    EXPECT_EQ(wide.width, 256);
    EXPECT_EQ(wide.height, 1);
    EXPECT_LT(wide.values.front(), wide.values.back());
  }
}

TEST(Lightness, FromMemoryIsThatOfTheFile) {
  const TemporaryFolder folder;
  const Encoded encoded = encode(from_samples(drawn(300, 200, 3)), Format::Jpeg);
  save(from_samples(drawn(300, 200, 3)), folder / "a.jpg");
  EXPECT_EQ(lightness(Source::bytes(encoded.bytes, "memory"), 64).values,
            lightness(Source::file(folder / "a.jpg"), 64).values);
}

TEST(Lightness, RefusesNoSize) {
  const TemporaryFolder folder;
  const Source source = Source::file(saved(folder, "a.png", drawn(8, 8, 1)));
  EXPECT_THROW((void)lightness(source, 0), InputError);
}

TEST(RgbSquare, CutsTheMiddle) {
  const TemporaryFolder folder;
  const Samples wide = drawn(50, 30, 3);
  const auto square = rgb_square(Source::file(saved(folder, "a.png", wide)), 30);
  ASSERT_EQ(square.size(), 30U * 30U * 3U);
  for (std::size_t y = 0; y < 30; ++y) {
    for (std::size_t i = 0; i < 90; ++i) {
      ASSERT_EQ(square[y * 90 + i], wide.values[y * 150 + 30 + i]);
    }
  }
}

TEST(RgbSquare, ReducesAndEnlarges) {
  const TemporaryFolder folder;
  const Samples picture = drawn(640, 480, 3);
  for (const char* name : {"a.png", "a.jpg"}) {
    const Source source = Source::file(saved(folder, name, picture));
    const auto small = rgb_square(source, 32);
    const auto large = rgb_square(source, 700);
    ASSERT_EQ(small.size(), 32U * 32U * 3U);
    ASSERT_EQ(large.size(), 700U * 700U * 3U);
    for (std::size_t band = 0; band < 3; ++band) {
      const std::size_t middle = (240 * 640 + 320) * 3 + band;
      EXPECT_NEAR(small[(16 * 32 + 16) * 3 + band], picture.values[middle], 8) << name;
      EXPECT_NEAR(large[(350 * 700 + 350) * 3 + band], picture.values[middle], 4) << name;
    }
  }
}

TEST(RgbSquare, GrayIsNeutralAndAlphaLiesOnWhite) {
  const TemporaryFolder folder;
  const auto gray = rgb_square(Source::file(saved(folder, "g.png", drawn(40, 40, 1, 16))), 20);
  for (std::size_t i = 0; i < gray.size(); i += 3) {
    EXPECT_EQ(gray[i], gray[i + 1]);
    EXPECT_EQ(gray[i], gray[i + 2]);
  }
  Samples clear{.width = 4, .height = 4, .bands = 4, .bits = 8, .values = {}};
  clear.values.assign(64, 0);
  const auto white = rgb_square(Source::file(saved(folder, "c.png", clear)), 4);
  EXPECT_EQ(white, std::vector<std::uint8_t>(48, 255));
}

TEST(RgbSquare, OnePixelAndNarrowPictures) {
  const TemporaryFolder folder;
  EXPECT_EQ(rgb_square(Source::file(saved(folder, "a.jpg", drawn(1, 1, 3))), 8).size(), 192U);
  EXPECT_EQ(rgb_square(Source::file(saved(folder, "b.jpg", drawn(1, 5000, 3))), 8).size(), 192U);
  EXPECT_EQ(rgb_square(Source::file(saved(folder, "c.jpg", drawn(5000, 3, 1))), 8).size(), 192U);
}

}  // namespace
}  // namespace autochrome::image
