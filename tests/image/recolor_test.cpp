#include "image/recolor.h"

#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "color/lab.h"
#include "image/save.h"
#include "tests/image/drawn.h"
#include "tests/names_in.h"

namespace autochrome::image {
namespace {

using testing::drawn;
using testing::TemporaryFolder;

/// Colours that depend on the place, so that a strip put elsewhere would show.
class Waves final : public color::ChromaField {
 public:
  void row(int y, int x0, int n, const float*, float* a, float* b) const override {
    for (int i = 0; i < n; ++i) {
      a[i] = 15 * std::sin(0.05F * static_cast<float>(x0 + i));
      b[i] = 15 * std::cos(0.07F * static_cast<float>(y));
    }
  }
};

class Gray final : public color::ChromaField {
 public:
  void row(int, int, int n, const float*, float* a, float* b) const override {
    std::fill_n(a, n, 0.0F);
    std::fill_n(b, n, 0.0F);
  }
};

class Failing final : public color::ChromaField {
 public:
  void row(int y, int, int, const float*, float*, float*) const override {
    if (y == 77) throw std::runtime_error("no colour for row 77");
  }
};

color::Lab lab_at(const Samples& samples, std::size_t pixel) {
  const float full = samples.bits == 8 ? 255.0F : 65535.0F;
  const auto bands = static_cast<std::size_t>(samples.bands);
  const auto at = [&](std::size_t band) {
    return static_cast<float>(samples.values[pixel * bands + (bands < 3 ? 0 : band)]) / full;
  };
  return color::to_lab({at(0), at(1), at(2)});
}

TEST(Recolor, KeepsLightnessDepthAndAlpha) {
  for (const int bands : {1, 2, 3, 4}) {
    for (const int bits : {8, 16}) {
      const Samples input = drawn(211, 97, bands, bits);
      const Picture colored = recolor(from_samples(input), std::make_shared<Waves>());
      EXPECT_EQ(colored.bits(), bits);
      EXPECT_EQ(colored.alpha(), bands % 2 == 0);
      EXPECT_FALSE(colored.gray());
      const Samples output = to_samples(colored);
      std::size_t near = 0;
      const std::size_t pixels = 211 * 97;
      for (std::size_t i = 0; i < pixels; ++i) {
        near += std::abs(lab_at(output, i).l - lab_at(input, i).l) <= 0.5F ? 1 : 0;
      }
      EXPECT_GE(static_cast<double>(near), 0.999 * static_cast<double>(pixels));
      if (bands % 2 == 1) continue;
      for (std::size_t i = 0; i < pixels; ++i) {
        const auto in_bands = static_cast<std::size_t>(bands);
        ASSERT_EQ(output.values[i * 4 + 3], input.values[i * in_bands + in_bands - 1]);
      }
    }
  }
}

TEST(Recolor, GivesEachPixelItsOwnColour) {
  Samples flat{.width = 150, .height = 130, .bands = 1, .bits = 16, .values = {}};
  flat.values.assign(150 * 130, 30'000);
  const Samples output = to_samples(recolor(from_samples(flat), std::make_shared<Waves>()));
  for (int y = 0; y < 130; ++y) {
    for (int x = 0; x < 150; ++x) {
      const color::Lab lab = lab_at(output, static_cast<std::size_t>(y * 150 + x));
      ASSERT_NEAR(lab.a, 15 * std::sin(0.05F * static_cast<float>(x)), 0.1) << x << " " << y;
      ASSERT_NEAR(lab.b, 15 * std::cos(0.07F * static_cast<float>(y)), 0.1) << x << " " << y;
    }
  }
}

TEST(Recolor, GrayFieldLeavesGraySamplesAsTheyAre) {
  const Samples input = drawn(64, 64, 1);
  const Samples output = to_samples(recolor(from_samples(input), std::make_shared<Gray>()));
  for (std::size_t i = 0; i < input.values.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) ASSERT_EQ(output.values[3 * i + c], input.values[i]);
  }
}

TEST(Recolor, DoesNotDependOnThreads) {
  const TemporaryFolder folder;
  const auto path = testing::saved(folder, "a.jpg", drawn(700, 500, 1));
  const auto colored = [&](int threads) {
    vips_concurrency_set(threads);
    return to_samples(recolor(open(Source::file(path)), std::make_shared<Waves>())).values;
  };
  const auto alone = colored(1);
  EXPECT_EQ(colored(2), alone);
  EXPECT_EQ(colored(7), alone);
  vips_concurrency_set(4);
}

TEST(Recolor, WhatTheFieldThrowsComesOutOfReadingAndSaving) {
  const TemporaryFolder folder;
  const auto colored = [] {
    return recolor(from_samples(drawn(90, 120, 1)), std::make_shared<Failing>());
  };
  EXPECT_EQ(testing::message_of<std::runtime_error>([&] { (void)to_samples(colored()); }),
            "no colour for row 77");
  EXPECT_EQ(testing::message_of<std::runtime_error>([&] { save(colored(), folder / "a.jpg"); }),
            "no colour for row 77");
  EXPECT_TRUE(testing::names_in(folder.path()).empty());
}

TEST(Recolor, ExtremeShapes) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 5000}, {5000, 1}}) {
    const Samples output =
        to_samples(recolor(from_samples(drawn(width, height, 1)), std::make_shared<Waves>()));
    EXPECT_EQ(output.width, width);
    EXPECT_EQ(output.height, height);
  }
}

}  // namespace
}  // namespace autochrome::image
