// Pictures with a planted defect: each score must see its own defect, rise with its strength, and
// see little of the others.
#include "metrics/failures.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "base/random.h"
#include "color/row_kernels.h"
#include "tests/metrics/drawn_pair.h"

namespace autochrome::metrics {
namespace {

constexpr int kSide = 128;

struct Chroma {
  double a = 0;
  double b = 0;
};

using Paint = std::function<Chroma(int x, int y)>;

bool in_disc(int x, int y, double radius = 34) { return std::hypot(x - 64.0, y - 64.0) < radius; }

/// A bright disc on a dark ground with a little grain, coloured by `paint`.
ColorPlanes scene(const Paint& paint) {
  Random random(5);
  std::vector<float> lightness;
  std::vector<float> a;
  std::vector<float> b;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      lightness.push_back(static_cast<float>((in_disc(x, y) ? 65 : 40) + random.normal()));
      const Chroma chroma = paint(x, y);
      a.push_back(static_cast<float>(chroma.a));
      b.push_back(static_cast<float>(chroma.b));
    }
  }
  testing::Bytes rgb(3 * lightness.size());
  color::merge_row(lightness.data(), a.data(), b.data(),
                   static_cast<std::ptrdiff_t>(lightness.size()), rgb.data());
  return testing::planes_of(rgb, kSide, kSide);
}

constexpr Chroma kRose = {35, 8};
constexpr Chroma kSoil = {8, 14};
constexpr Chroma kLeaf = {-24, 22};

Chroma truth_at(int x, int y) { return in_disc(x, y) ? kRose : kSoil; }

Chroma scaled(Chroma chroma, double by) { return {chroma.a * by, chroma.b * by}; }

/// Patches of another colour on the even ground, away from the disc.
Paint patchy(double strength) {
  return [strength](int x, int y) {
    const bool patch = std::hypot(x - 15.0, y - 15.0) < 10 || std::hypot(x - 110.0, y - 112.0) < 12;
    if (!patch) return truth_at(x, y);
    return Chroma{kSoil.a + 25 * strength, kSoil.b - 25 * strength};
  };
}

/// The disc's colour goes on for `pixels` beyond its edge.
Paint spilled(double pixels) {
  return [pixels](int x, int y) { return in_disc(x, y, 34 + pixels) ? kRose : kSoil; };
}

/// Some of the ground and then the disc too turns to leaf green.
Paint greened(double share) {
  return [share](int x, int y) { return y < share * kSide ? kLeaf : truth_at(x, y); };
}

class Failures : public ::testing::Test {
 protected:
  const ColorPlanes truth_ = scene(truth_at);

  [[nodiscard]] double patches(const Paint& paint) const {
    return inconsistency(scene(paint), truth_);
  }

  [[nodiscard]] double spill(const Paint& paint) const { return bleeding(scene(paint), truth_); }

  [[nodiscard]] Greenness green(const Paint& paint) const {
    return greenness(scene(paint), truth_);
  }
};

TEST_F(Failures, PaleOrGrayColourIsNoFailureOfTheseKinds) {
  for (const double saturation : {0.0, 0.5, 0.9}) {
    const Paint pale = [saturation](int x, int y) { return scaled(truth_at(x, y), saturation); };
    EXPECT_LT(patches(pale), 0.1) << saturation;
    EXPECT_LT(spill(pale), 0.05) << saturation;
    EXPECT_EQ(green(pale).share, 0) << saturation;
  }
}

TEST_F(Failures, InconsistencyRisesWithTheContrastOfPatches) {
  EXPECT_GT(patches(patchy(0.5)), 5 * patches(truth_at) + 0.3);
  EXPECT_GT(patches(patchy(1)), 1.8 * patches(patchy(0.5)));
}

TEST_F(Failures, BleedingRisesWithTheWidthOfTheSpill) {
  EXPECT_LT(spill(spilled(1)), 0.1) << "a pixel is within tolerance";
  EXPECT_GT(spill(spilled(5)), 0.4);
  EXPECT_GT(spill(spilled(5)), 2 * spill(spilled(2)));
}

TEST_F(Failures, BleedingSeesColourThatStopsShort) { EXPECT_GT(spill(spilled(-5)), 0.4); }

TEST_F(Failures, GreenishIsTheShareThatTurnsGreen) {
  EXPECT_NEAR(green(greened(0.25)).share, 0.25, 0.01);
  EXPECT_NEAR(green(greened(0.75)).share, 0.75, 0.01);
  EXPECT_EQ(green(truth_at).share, 0);
}

TEST_F(Failures, GreenThatIsTrueIsNotCounted) {
  const ColorPlanes meadow = scene([](int, int) { return kLeaf; });
  EXPECT_EQ(greenness(meadow, meadow).share, 0);
}

TEST_F(Failures, HueShiftHasSizeAndSign) {
  const auto turned = [](double degrees) -> Paint {
    return [degrees](int x, int y) {
      const Chroma c = truth_at(x, y);
      const double angle = degrees * 0.017453292519943295;
      return Chroma{c.a * std::cos(angle) - c.b * std::sin(angle),
                    c.a * std::sin(angle) + c.b * std::cos(angle)};
    };
  };
  EXPECT_NEAR(green(turned(40)).hue_shift, 40, 2);
  EXPECT_NEAR(green(turned(-25)).hue_shift, -25, 2);
  EXPECT_NEAR(green(truth_at).hue_shift, 0, 1e-9);
}

TEST_F(Failures, EachScoreTellsItsDefectFromTheOthers) {
  EXPECT_GT(patches(patchy(1)), 2 * patches(spilled(5)));
  EXPECT_GT(spill(spilled(5)), 4 * spill(patchy(1)));
  EXPECT_EQ(green(patchy(1)).share, 0);
  EXPECT_EQ(green(spilled(5)).share, 0);
}

}  // namespace
}  // namespace autochrome::metrics
