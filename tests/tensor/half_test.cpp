#include "tensor/half.h"

#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace autochrome {
namespace {

TEST(Half, EveryHalfSurvivesTheRoundTrip) {
  for (std::uint32_t bits = 0; bits <= 0xffffU; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = from_half(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(from_half(to_half(value))));
    } else {
      ASSERT_EQ(to_half(value), half) << value;
    }
  }
}

TEST(Half, LiteralValues) {
  EXPECT_EQ(to_half(1.0F), 0x3c00);
  EXPECT_EQ(to_half(-2.0F), 0xc000);
  EXPECT_EQ(to_half(65504.0F), 0x7bff);
  EXPECT_EQ(to_half(65520.0F), 0x7c00);  // halfway to 65536: ties to even, which is infinity
  EXPECT_EQ(to_half(std::numeric_limits<float>::infinity()), 0x7c00);
  EXPECT_EQ(from_half(0x0001), std::ldexp(1.0F, -24));
}

TEST(Half, RoundsToNearestTiesToEven) {
  EXPECT_EQ(to_half(1.0F + std::ldexp(1.0F, -11)), 0x3c00);
  EXPECT_EQ(to_half(1.0F + 3 * std::ldexp(1.0F, -11)), 0x3c02);
  EXPECT_EQ(to_half(std::ldexp(1.0F, -25)), 0x0000);
  EXPECT_EQ(to_half(3 * std::ldexp(1.0F, -25)), 0x0002);
}

TEST(Half, ManyAtATimeAreTheSameBits) {
  std::vector<std::uint16_t> halves(0x10000);
  std::iota(halves.begin(), halves.end(), std::uint16_t{0});
  std::vector<float> floats(halves.size());
  from_halves(halves, floats.data());
  for (std::size_t i = 0; i < halves.size(); ++i) {
    ASSERT_EQ(std::bit_cast<std::uint32_t>(floats[i]),
              std::bit_cast<std::uint32_t>(from_half(halves[i])))
        << i;
  }
}

}  // namespace
}  // namespace autochrome
