#include "color/look.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"

namespace autochrome::color {
namespace {

struct Colors {
  std::vector<float> lightness;
  std::vector<float> a;
  std::vector<float> b;
};

Colors random_colors(int n) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> lightness(0, 100);
  std::uniform_real_distribution<float> chroma(-90, 90);
  Colors colors;
  for (int i = 0; i < n; ++i) {
    colors.lightness.push_back(lightness(random));
    colors.a.push_back(chroma(random));
    colors.b.push_back(chroma(random));
  }
  return colors;
}

Colors with(const LookOptions& look, Colors colors, Isa isa = Isa::Best) {
  look_row(look, colors.lightness.data(), static_cast<std::ptrdiff_t>(colors.a.size()),
           colors.a.data(), colors.b.data(), isa);
  return colors;
}

double smooth_step(double t) {
  const double held = std::clamp(t, 0.0, 1.0);
  return held * held * (3 - 2 * held);
}

/// The header's formula, pixel by pixel in double precision.
Colors expected(const LookOptions& look, const Colors& colors) {
  Colors out = colors;
  for (std::size_t i = 0; i < colors.a.size(); ++i) {
    const double chroma = std::hypot(colors.a[i], colors.b[i]);
    double scale = look.strength;
    if (look.neutrals > 0) scale *= smooth_step(chroma / (24.0 * look.neutrals));
    scale *= look.saturation <= 1 ? look.saturation
                                  : 1 + (look.saturation - 1) * (1 - smooth_step(chroma / 100));
    const double light = colors.lightness[i] / 100;
    const double shift = 20 * 4 * light * (1 - light) * look.strength;
    out.a[i] = static_cast<float>(colors.a[i] * scale + look.tint * shift);
    out.b[i] = static_cast<float>(colors.b[i] * scale + look.temperature * shift);
  }
  return out;
}

double largest_difference(const Colors& left, const Colors& right) {
  double largest = 0;
  for (std::size_t i = 0; i < left.a.size(); ++i) {
    largest = std::max<double>(largest, std::abs(left.a[i] - right.a[i]));
    largest = std::max<double>(largest, std::abs(left.b[i] - right.b[i]));
  }
  return largest;
}

TEST(Look, DoesWhatItsFormulaSays) {
  const Colors colors = random_colors(1000);
  for (const LookOptions& look :
       {LookOptions{.strength = 0.7F}, LookOptions{.saturation = 0.4F},
        LookOptions{.saturation = 1.8F}, LookOptions{.temperature = 0.5F, .tint = -1},
        LookOptions{.neutrals = 0.6F}, LookOptions{1.4F, 1.6F, -0.3F, 0.2F, 1}}) {
    const Colors wanted = expected(look, colors);
    for (const Isa isa : {Isa::Best, Isa::Avx2, Isa::Portable}) {
      EXPECT_LT(largest_difference(with(look, colors, isa), wanted), 2e-4);
    }
  }
}

TEST(Look, PlainChangesNothing) {
  const Colors colors = random_colors(300);
  EXPECT_TRUE(LookOptions{}.plain());
  EXPECT_EQ(largest_difference(with({}, colors), colors), 0);
  EXPECT_FALSE(LookOptions{.tint = 0.1F}.plain());
}

TEST(Look, StrengthZeroIsGrayWhateverElse) {
  const Colors gray =
      with({.strength = 0, .saturation = 2, .temperature = 1, .tint = 1}, random_colors(300));
  for (const float v : gray.a) EXPECT_EQ(v, 0);
  for (const float v : gray.b) EXPECT_EQ(v, 0);
}

TEST(Look, BlackAndWhiteTakeNoTemperature) {
  const Colors ends = with({.temperature = 1, .tint = 1}, {{0, 100}, {0, 0}, {0, 0}});
  EXPECT_EQ(ends.a, (std::vector<float>{0, 0}));
  EXPECT_EQ(ends.b, (std::vector<float>{0, 0}));
}

TEST(Look, NeutralsHoldPaleTonesAndSpareVividOnes) {
  const Colors colors = with({.neutrals = 1}, {{50, 50}, {3, 60}, {0, 0}});
  EXPECT_LT(colors.a[0], 0.5F);
  EXPECT_EQ(colors.a[1], 60);
}

TEST(Look, IsTheSameWhereverARowIsCut) {
  const LookOptions look{1.2F, 1.5F, 0.4F, -0.4F, 0.5F};
  const Colors colors = random_colors(700);
  const Colors whole = with(look, colors);
  Colors cut = colors;
  for (std::ptrdiff_t at = 0; at < 700; at += 41) {
    look_row(look, cut.lightness.data() + at, std::min<std::ptrdiff_t>(41, 700 - at),
             cut.a.data() + at, cut.b.data() + at);
  }
  EXPECT_EQ(cut.a, whole.a);
  EXPECT_EQ(cut.b, whole.b);
}

TEST(Look, RefusesWhatIsOutOfRange) {
  EXPECT_THROW(validate(LookOptions{.strength = 1.6F}), InputError);
  EXPECT_THROW(validate(LookOptions{.saturation = -0.1F}), InputError);
  EXPECT_THROW(validate(LookOptions{.temperature = NAN}), InputError);
  EXPECT_THROW(validate(LookOptions{.neutrals = 2}), InputError);
}

}  // namespace
}  // namespace autochrome::color
