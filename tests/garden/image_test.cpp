#include "garden/image.h"

#include <cmath>

#include <gtest/gtest.h>

namespace autochrome::garden {
namespace {

constexpr Pixel kRed = {{1, 0, 0}, 1};
constexpr Pixel kHalfBlue = {{0, 0, 0.5F}, 0.5F};

TEST(Over, LetsThroughWhatIsNotCovered) {
  const Pixel seen = over(kHalfBlue, kRed);
  EXPECT_EQ(seen.light.x, 0.5F);
  EXPECT_EQ(seen.light.z, 0.5F);
  EXPECT_EQ(seen.coverage, 1.0F);
}

TEST(Over, IsNothingAboveNothing) { EXPECT_EQ(over({}, {}).coverage, 0.0F); }

TEST(Image, InterpolatesBetweenThePixelsAndHoldsItsEdges) {
  Image image(2, 1);
  image.row(0)[1] = {{8, 0, 0}, 1};
  EXPECT_FLOAT_EQ(image.at(0.25F, 0.5F).light.x, 0);
  EXPECT_FLOAT_EQ(image.at(0.5F, 0.5F).light.x, 4);
  EXPECT_FLOAT_EQ(image.at(0.75F, 0.5F).light.x, 8);
  EXPECT_FLOAT_EQ(image.at(1, 1).light.x, 8);
  EXPECT_FLOAT_EQ(image.at(0, 0).coverage, 0);
}

TEST(Blur, MakesAnEvenDiscOfAPointAndKeepsItsLight) {
  Image image(41, 31);
  image.row(15)[20] = {{100, 0, 0}, 1};
  const Image out = blurred(image, 6.5F);
  float sum = 0;
  const float inside = out.row(15)[20].light.x;
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float light = out.row(y)[x].light.x;
      sum += light;
      const float distance =
          std::sqrt(static_cast<float>((x - 20) * (x - 20) + (y - 15) * (y - 15)));
      // Pixels on the rim are either in the disc or not.
      if (distance > 6 && distance < 7) continue;
      EXPECT_NEAR(light, distance < 6.5F ? inside : 0, 1e-5) << x << ' ' << y;
    }
  }
  EXPECT_NEAR(sum, 100, 1e-3);
}

TEST(Blur, LeavesAnEvenPictureAndOneTooSmallToBlur) {
  Image image(5, 3);
  for (Pixel& pixel : image.pixels) pixel = kRed;
  EXPECT_NEAR(blurred(image, 9).row(0)[0].light.x, 1, 1e-6);
  image.row(1)[2] = kHalfBlue;
  EXPECT_EQ(blurred(image, 0.9F).row(1)[2].light.z, 0.5F);
}

}  // namespace
}  // namespace autochrome::garden
