#include "garden/film.h"

#include <cmath>

#include <gtest/gtest.h>

#include "color/lab.h"

namespace autochrome::garden {
namespace {

constexpr Spot kMiddle = {.x = 50, .y = 50, .u = 0.5F, .v = 0.5F};

int average_gray(const Film& film, Vec3 light, Spot spot) {
  int sum = 0;
  for (spot.x = 0; spot.x < 100; ++spot.x) sum += film.develop(light, spot).gray;
  return sum / 100;
}

TEST(Film, GrayHasTheLuminanceOfTheColour) {
  const Film film(3);
  for (int i = 0; i < 512; ++i) {
    const int green = i / 8 % 8;
    const int blue = i / 64;
    const Vec3 light = {0.25F * static_cast<float>(i % 8), 0.25F * static_cast<float>(green),
                        0.25F * static_cast<float>(blue)};
    const auto [rgb, gray] = film.develop(light, {.x = i, .y = 0, .u = 0.5F, .v = 0.5F});
    const float lightness =
        color::to_lab({static_cast<float>(rgb[0]) / 255, static_cast<float>(rgb[1]) / 255,
                       static_cast<float>(rgb[2]) / 255})
            .l;
    EXPECT_NEAR(gray, 255 * color::to_rgb({lightness, 0, 0}).g, 0.51) << i;
  }
}

TEST(Film, MoreLightIsBrighterAndNoLightIsBlack) {
  const Film film(1);
  EXPECT_EQ(film.develop({0, 0, 0}, kMiddle).gray, 0);
  int before = 0;
  for (const float light : {0.02F, 0.1F, 0.3F, 0.8F, 2.0F}) {
    const int gray = average_gray(film, {light, light, light}, kMiddle);
    EXPECT_GT(gray, before);
    before = gray;
  }
  EXPECT_EQ(film.develop({50, 50, 50}, kMiddle).gray, 255);
}

TEST(Film, CornersAreDarkerAndGrainDiffersFromPixelToPixel) {
  const Film film(1);
  const Vec3 gray = {0.3F, 0.3F, 0.3F};
  EXPECT_LT(average_gray(film, gray, {.x = 0, .y = 0, .u = 0, .v = 0}),
            average_gray(film, gray, kMiddle) - 5);
  int changes = 0;
  for (int x = 0; x < 99; ++x) {
    const int here = film.develop(gray, {.x = x, .y = 0, .u = 0.5F, .v = 0.5F}).gray;
    const int next = film.develop(gray, {.x = x + 1, .y = 0, .u = 0.5F, .v = 0.5F}).gray;
    changes += here != next ? 1 : 0;
    EXPECT_LT(std::abs(here - next), 16);
  }
  EXPECT_GT(changes, 40);
}

TEST(Film, StrongColourKeepsItsHueInsteadOfClipping) {
  const auto rgb = Film(1).develop({1.6F, 0.5F, 0.05F}, kMiddle).rgb;
  EXPECT_GE(rgb[0], rgb[1]);
  EXPECT_GT(rgb[1], rgb[2]);
}

}  // namespace
}  // namespace autochrome::garden
