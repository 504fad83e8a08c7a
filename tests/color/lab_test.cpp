#include "color/lab.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "color/constants.h"

namespace autochrome::color {
namespace {

float chroma_of(Lab lab) { return std::hypot(lab.a, lab.b); }

TEST(Constants, EveryMatrixRowSumsToOne) {
  for (int i = 0; i < 3; ++i) {
    const auto& forward = kWhiteXyzFromRgb.m[i];
    const auto& backward = kRgbFromWhiteXyz.m[i];
    EXPECT_NEAR(forward[0] + forward[1] + forward[2], 1.0, 1e-15);
    EXPECT_NEAR(backward[0] + backward[1] + backward[2], 1.0, 1e-14);
  }
}

struct Known {
  Rgb rgb;
  Lab lab;
};

TEST(Lab, AgreesWithPublishedValues) {
  const std::array<Known, 8> known = {{{{1, 0, 0}, {53.24F, 80.09F, 67.20F}},
                                       {{0, 1, 0}, {87.73F, -86.18F, 83.18F}},
                                       {{0, 0, 1}, {32.30F, 79.19F, -107.86F}},
                                       {{1, 1, 0}, {97.14F, -21.55F, 94.48F}},
                                       {{0, 1, 1}, {91.11F, -48.09F, -14.13F}},
                                       {{1, 0, 1}, {60.32F, 98.24F, -60.83F}},
                                       {{1, 1, 1}, {100, 0, 0}},
                                       {{0, 0, 0}, {0, 0, 0}}}};
  for (const Known& k : known) {
    const Lab lab = to_lab(k.rgb);
    EXPECT_NEAR(lab.l, k.lab.l, 0.02);
    EXPECT_NEAR(lab.a, k.lab.a, 0.02);
    EXPECT_NEAR(lab.b, k.lab.b, 0.02);
  }
}

TEST(Lab, MidGrayHasItsPublishedLightness) {
  EXPECT_NEAR(to_lab({128 / 255.0F, 128 / 255.0F, 128 / 255.0F}).l, 53.585, 0.001);
}

TEST(Lab, GrayHasNoChroma) {
  for (int v = 0; v <= 255; ++v) {
    const float gray = static_cast<float>(v) / 255.0F;
    const Lab lab = to_lab({gray, gray, gray});
    EXPECT_EQ(lab.a, 0.0F);
    EXPECT_EQ(lab.b, 0.0F);
  }
}

TEST(Lab, NoChromaIsGray) {
  for (int l = 0; l <= 100; ++l) {
    const Rgb rgb = to_rgb({static_cast<float>(l), 0, 0});
    EXPECT_EQ(rgb.r, rgb.g);
    EXPECT_EQ(rgb.g, rgb.b);
  }
}

TEST(Lab, RoundTripReturnsTheColour) {
  for (int r = 0; r <= 255; r += 15) {
    for (int g = 0; g <= 255; g += 15) {
      for (int b = 0; b <= 255; b += 15) {
        const Rgb in = {static_cast<float>(r) / 255.0F, static_cast<float>(g) / 255.0F,
                        static_cast<float>(b) / 255.0F};
        const Rgb out = to_rgb(to_lab(in));
        // A step of float in f(Z) is magnified by the matrix and by the curve's slope at black.
        EXPECT_NEAR(out.r, in.r, 2e-5);
        EXPECT_NEAR(out.g, in.g, 2e-5);
        EXPECT_NEAR(out.b, in.b, 2e-5);
      }
    }
  }
}

TEST(Lab, LightnessAndLuminanceAreInverse) {
  for (int i = 0; i <= 1000; ++i) {
    const float lightness = static_cast<float>(i) / 10.0F;
    EXPECT_NEAR(lightness_of_luminance(luminance_of_lightness(lightness)), lightness, 1e-4);
  }
  EXPECT_NEAR(luminance_of_lightness(50), 0.18418652, 1e-6);
  EXPECT_NEAR(lightness_of_luminance(0.008856F), 8.0, 1e-3);
}

TEST(Srgb, TransferHasItsPublishedValues) {
  EXPECT_EQ(srgb_to_linear(0), 0.0F);
  EXPECT_EQ(srgb_to_linear(1), 1.0F);
  EXPECT_NEAR(srgb_to_linear(0.5F), 0.21404114, 1e-7);
  EXPECT_NEAR(srgb_to_linear(0.02F), 0.02 / 12.92, 1e-9);
  EXPECT_NEAR(linear_to_srgb(0.21404114F), 0.5, 1e-6);
  EXPECT_EQ(linear_to_srgb(-0.25F), -linear_to_srgb(0.25F));
}

TEST(Gamut, ColoursThatAreShownStayAsTheyAre) {
  const Lab shown = {60, 20, -15};
  const Lab out = reduce_to_gamut(shown);
  EXPECT_EQ(out.a, shown.a);
  EXPECT_EQ(out.b, shown.b);
}

TEST(Gamut, ReductionKeepsLightnessAndHueAndEntersTheCube) {
  for (int l = 0; l <= 100; l += 5) {
    for (int degrees = 0; degrees < 360; degrees += 10) {
      const float angle = static_cast<float>(degrees) * 0.017453293F;
      const Lab wanted = {static_cast<float>(l), 180 * std::cos(angle), 180 * std::sin(angle)};
      const Lab kept = reduce_to_gamut(wanted);
      EXPECT_EQ(kept.l, wanted.l);
      EXPECT_TRUE(in_gamut(kept));
      EXPECT_LE(chroma_of(kept), chroma_of(wanted));
      EXPECT_NEAR(kept.a * wanted.b - kept.b * wanted.a, 0, 0.01);
      EXPECT_GE(kept.a * wanted.a + kept.b * wanted.b, 0);
    }
  }
}

TEST(Gamut, ReductionKeepsAllTheChromaThereIsRoomFor) {
  for (int l = 5; l < 100; l += 5) {
    const Lab kept = reduce_to_gamut({static_cast<float>(l), 90, 70});
    const float more = 1 + 0.01F / std::max(chroma_of(kept), 0.01F);
    EXPECT_FALSE(in_gamut({kept.l, kept.a * more, kept.b * more})) << "L " << l;
  }
}

TEST(Gamut, LightnessBeyondBlackAndWhiteIsHeld) {
  EXPECT_EQ(reduce_to_gamut({120, 0, 0}).l, 100.0F);
  EXPECT_EQ(reduce_to_gamut({-5, 0, 0}).l, 0.0F);
}

TEST(Gamut, ChromaThatIsNotANumberBecomesGray) {
  const Lab out = reduce_to_gamut({50, std::numeric_limits<float>::quiet_NaN(), 10});
  EXPECT_EQ(out.l, 50.0F);
  EXPECT_EQ(out.a, 0.0F);
  EXPECT_EQ(out.b, 0.0F);
}

}  // namespace
}  // namespace autochrome::color
