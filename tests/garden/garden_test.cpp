#include "garden/garden.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/sha256.h"

namespace autochrome::garden {
namespace {

/// Mean of one channel of the picture, 0 red to 2 blue, within the middle half of both sides.
double middle_mean(const Photograph& picture, int channel) {
  double sum = 0;
  int count = 0;
  for (int y = picture.height / 4; y < 3 * picture.height / 4; ++y) {
    for (int x = picture.width / 4; x < 3 * picture.width / 4; ++x, ++count) {
      sum += picture.rgb[static_cast<std::size_t>(3 * (y * picture.width + x) + channel)];
    }
  }
  return sum / count;
}

double standard_deviation(const std::vector<std::uint8_t>& values) {
  double sum = 0;
  double squares = 0;
  for (const double value : values) {
    sum += value;
    squares += value * value;
  }
  const auto n = static_cast<double>(values.size());
  return std::sqrt(squares / n - (sum / n) * (sum / n));
}

TEST(Garden, IsTheSameOnEveryMachine) {
  const Photograph picture = draw(96, 64, 1);
  EXPECT_EQ(sha256(std::as_bytes(std::span(picture.rgb))),
            "8ade6662d104f5979892a44fcb11ca6abac055157ce2c494ec759f10e9c7c88b");
  EXPECT_EQ(sha256(std::as_bytes(std::span(picture.gray))),
            "a2ae7bd68841ee2df276667780a77ba5f27b65fdccab5d7bda7d024919bc2452");
}

TEST(Garden, HasEverySize) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 40}, {70, 1}, {31, 17}}) {
    const Photograph picture = draw(width, height, 2);
    EXPECT_EQ(picture.width, width);
    EXPECT_EQ(picture.height, height);
    EXPECT_EQ(picture.rgb.size(), static_cast<std::size_t>(3 * width * height));
    EXPECT_EQ(picture.gray.size(), static_cast<std::size_t>(width * height));
  }
}

TEST(Garden, SizesShowTheSameFlowers) {
  const Photograph small = draw(60, 40, 3);
  const Photograph large = draw(240, 160, 3);
  for (int channel = 0; channel < 3; ++channel) {
    EXPECT_NEAR(middle_mean(small, channel), middle_mean(large, channel), 4) << channel;
  }
}

TEST(Garden, LargePicturesAreDrawn) {
  const Photograph picture = draw(2000, 1500, 4);
  EXPECT_EQ(picture.gray.size(), 3'000'000U);
  EXPECT_GT(standard_deviation(picture.gray), 20);
}

TEST(Garden, SeedsShowDifferentFlowersInTheFullRangeOfTones) {
  std::string before;
  for (const std::uint64_t seed : {5U, 6U, 7U}) {
    const Photograph picture = draw(96, 96, seed);
    const auto [darkest, lightest] = std::minmax_element(picture.gray.begin(), picture.gray.end());
    EXPECT_LT(*darkest, 50) << seed;
    EXPECT_GT(*lightest, 130) << seed;
    EXPECT_GT(standard_deviation(picture.gray), 20) << seed;
    const std::string hash = sha256(std::as_bytes(std::span(picture.gray)));
    EXPECT_NE(hash, before);
    before = hash;
  }
}

TEST(Garden, SizesThatCannotBeDrawnAreNamed) {
  EXPECT_THROW((void)draw(0, 10, 1), InputError);
  EXPECT_THROW((void)draw(10, -1, 1), InputError);
  try {
    (void)draw(20'000, 20'000, 1);
    FAIL() << "400 megapixels were drawn";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("20000x20000"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace autochrome::garden
