#include "prepare/gray.h"

#include <vector>

#include <gtest/gtest.h>

namespace autochrome::prepare {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes pixels(std::size_t count, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.insert(bytes.end(), {r, g, b});
  return bytes;
}

TEST(IsGray, HoldsForEqualChannelsAndRounding) {
  EXPECT_TRUE(is_gray(pixels(10, 0, 0, 0)));
  EXPECT_TRUE(is_gray(pixels(10, 255, 255, 255)));
  EXPECT_TRUE(is_gray(pixels(10, 100, 104, 108)));
  EXPECT_TRUE(is_gray(pixels(10, 108, 104, 100)));
}

TEST(IsGray, FailsForColourAndSepia) {
  EXPECT_FALSE(is_gray(pixels(10, 100, 100, 109)));
  EXPECT_FALSE(is_gray(pixels(10, 112, 66, 20)));
}

TEST(IsGray, LooksPastOnePixelInAHundred) {
  Bytes few = pixels(99, 50, 50, 50);
  few.insert(few.end(), {255, 0, 0});
  EXPECT_TRUE(is_gray(few));
  few.insert(few.end(), {255, 0, 0});
  EXPECT_FALSE(is_gray(few));
}

}  // namespace
}  // namespace autochrome::prepare
