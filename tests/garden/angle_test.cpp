#include "garden/angle.h"

#include <cmath>

#include <gtest/gtest.h>

namespace autochrome::garden {
namespace {

TEST(Angle, AgreesWithTheStandardLibrary) {
  for (int i = -4000; i <= 4000; ++i) {
    const float radians = 0.0137F * static_cast<float>(i);
    EXPECT_NEAR(sine(radians), std::sin(static_cast<double>(radians)), 1e-7) << radians;
    EXPECT_NEAR(cosine(radians), std::cos(static_cast<double>(radians)), 4e-6) << radians;
  }
}

TEST(Angle, IsExactWhereItShouldBe) {
  EXPECT_EQ(sine(0), 0.0F);
  EXPECT_EQ(sine(-1.25F), -sine(1.25F));
  EXPECT_EQ(cosine(0), 1.0F);
}

}  // namespace
}  // namespace autochrome::garden
