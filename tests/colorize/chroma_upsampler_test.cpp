#include "colorize/chroma_upsampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"

namespace autochrome::colorize {
namespace {

/// A plane with its memory.
struct Plane {
  Plane(int w, int h, float value = 0)
      : width(w),
        height(h),
        values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), value) {}

  [[nodiscard]] float& at(int x, int y) {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }

  [[nodiscard]] const float* row(int y) const {
    return values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }

  [[nodiscard]] PlaneView view() const { return {values, width, height}; }

  int width;
  int height;
  std::vector<float> values;
};

/// The mean of each `times` × `times` square.
Plane reduced(Plane& full, int times) {
  Plane out(full.width / times, full.height / times);
  for (int y = 0; y < out.height * times; ++y) {
    for (int x = 0; x < out.width * times; ++x) {
      out.at(x / times, y / times) += full.at(x, y) / static_cast<float>(times * times);
    }
  }
  return out;
}

struct Colors {
  Plane a;
  Plane b;
};

Colors all_rows(const ChromaUpsampler& upsampler, const Plane& lightness) {
  Colors out{{lightness.width, lightness.height}, {lightness.width, lightness.height}};
  for (int y = 0; y < lightness.height; ++y) {
    upsampler.row(y, 0, lightness.width, lightness.row(y), &out.a.at(0, y), &out.b.at(0, y));
  }
  return out;
}

float largest_error(const Plane& got, const Plane& wanted) {
  float largest = 0;
  for (std::size_t i = 0; i < got.values.size(); ++i) {
    largest = std::max(largest, std::abs(got.values[i] - wanted.values[i]));
  }
  return largest;
}

double mean_squared_error(const Plane& got, const Plane& wanted) {
  double sum = 0;
  for (std::size_t i = 0; i < got.values.size(); ++i) {
    sum += std::pow(static_cast<double>(got.values[i] - wanted.values[i]), 2);
  }
  return sum / static_cast<double>(got.values.size());
}

/// The same samples without looking at L: what the guided result must beat.
Plane bilinear(Plane& low, int width, int height) {
  const auto place = [](int at, int count, int samples) {
    const float exact =
        (static_cast<float>(at) + 0.5F) * static_cast<float>(samples) / static_cast<float>(count);
    return std::clamp(exact - 0.5F, 0.0F, static_cast<float>(samples - 1));
  };
  Plane out(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float py = place(y, height, low.height);
      const float px = place(x, width, low.width);
      const int x0 = static_cast<int>(px);
      const int y0 = static_cast<int>(py);
      const int x1 = std::min(x0 + 1, low.width - 1);
      const int y1 = std::min(y0 + 1, low.height - 1);
      const float top = std::lerp(low.at(x0, y0), low.at(x1, y0), px - static_cast<float>(x0));
      const float bottom = std::lerp(low.at(x0, y1), low.at(x1, y1), px - static_cast<float>(x0));
      out.at(x, y) = std::lerp(top, bottom, py - static_cast<float>(y0));
    }
  }
  return out;
}

/// A bright orange disc on a dark blue ground, with a little texture in L that colour lacks.
struct Scene {
  Scene() {
    for (int y = 0; y < 160; ++y) {
      for (int x = 0; x < 240; ++x) {
        const bool inside = (x - 117) * (x - 117) + (y - 83) * (y - 83) < 55 * 55;
        const auto texture = static_cast<float>((x * 7 + y * 13) % 5 - 2);
        lightness.at(x, y) = (inside ? 75.0F : 30.0F) + texture;
        a.at(x, y) = inside ? 40.0F : -10.0F;
        b.at(x, y) = inside ? 60.0F : -35.0F;
      }
    }
  }

  Plane lightness{240, 160};
  Plane a{240, 160};
  Plane b{240, 160};
};

struct Reduced {
  explicit Reduced(Scene& scene)
      : lightness(reduced(scene.lightness, 8)),
        a(reduced(scene.a, 8)),
        b(reduced(scene.b, 8)),
        medium(reduced(scene.lightness, 2)) {}

  [[nodiscard]] LowResolution view() const { return {lightness.view(), a.view(), b.view()}; }

  Plane lightness;
  Plane a;
  Plane b;
  Plane medium;
};

TEST(ChromaUpsampler, ConstantColourStaysConstant) {
  Scene scene;
  const Reduced low(scene);
  const Plane a(30, 20, 17.5F);
  const Plane b(30, 20, -42.25F);
  const ChromaUpsampler upsampler({low.lightness.view(), a.view(), b.view()}, low.medium.view(),
                                  240, 160);
  const Colors out = all_rows(upsampler, scene.lightness);
  EXPECT_LT(largest_error(out.a, Plane(240, 160, 17.5F)), 1e-4F);
  EXPECT_LT(largest_error(out.b, Plane(240, 160, -42.25F)), 1e-4F);
}

TEST(ChromaUpsampler, ColourEdgesLandOnLightnessEdges) {
  Scene scene;
  Reduced low(scene);
  const ChromaUpsampler upsampler(low.view(), low.medium.view(), 240, 160);
  const Colors out = all_rows(upsampler, scene.lightness);
  EXPECT_LT(largest_error(out.a, scene.a), 0.25F * 50);
  EXPECT_LT(largest_error(out.b, scene.b), 0.25F * 95);
  const double ours = mean_squared_error(out.b, scene.b);
  const double plain = mean_squared_error(bilinear(low.b, 240, 160), scene.b);
  EXPECT_LT(std::sqrt(ours), 0.2 * std::sqrt(plain));
}

TEST(ChromaUpsampler, ASmallPictureIsItsOwnMediumGuide) {
  Scene scene;
  Reduced low(scene);
  const ChromaUpsampler upsampler(low.view(), scene.lightness.view(), 240, 160);
  const Colors out = all_rows(upsampler, scene.lightness);
  const double ours = mean_squared_error(out.b, scene.b);
  const double plain = mean_squared_error(bilinear(low.b, 240, 160), scene.b);
  EXPECT_LT(std::sqrt(ours), 0.2 * std::sqrt(plain));
}

TEST(ChromaUpsampler, NeverLeavesTheRangeOfTheSamples) {
  Scene scene;
  const Reduced low(scene);
  const ChromaUpsampler upsampler(low.view(), low.medium.view(), 240, 160);
  // A guide far outside of anything the model was fitted to.
  const Plane white(240, 160, 100);
  const Colors out = all_rows(upsampler, white);
  const auto [low_a, high_a] = std::minmax_element(low.a.values.begin(), low.a.values.end());
  for (const float a : out.a.values) {
    EXPECT_GE(a, *low_a - 1e-3F);
    EXPECT_LE(a, *high_a + 1e-3F);
  }
}

TEST(ChromaUpsampler, HoldsColourToWhatLabCanMean) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const Plane lightness(2, 1, 50);
  Plane a(2, 1, 400);
  Plane b(2, 1, nan);
  a.at(1, 0) = infinity;
  const ChromaUpsampler upsampler({lightness.view(), a.view(), b.view()}, lightness.view(), 2, 1);
  const Colors out = all_rows(upsampler, lightness);
  EXPECT_EQ(out.a.values, (std::vector<float>{128, 128}));
  EXPECT_EQ(out.b.values, (std::vector<float>{0, 0}));
}

TEST(ChromaUpsampler, RowsAreTheSameWhereverTheyAreCut) {
  Scene scene;
  const Reduced low(scene);
  const ChromaUpsampler upsampler(low.view(), low.medium.view(), 240, 160);
  const Colors whole = all_rows(upsampler, scene.lightness);
  for (int y = 0; y < 160; y += 37) {
    std::vector<float> a(240);
    std::vector<float> b(240);
    for (int x0 = 0; x0 < 240; x0 += 41) {
      const int n = std::min(41, 240 - x0);
      upsampler.row(y, x0, n, scene.lightness.row(y) + x0, a.data() + x0, b.data() + x0);
    }
    EXPECT_TRUE(std::equal(a.begin(), a.end(), whole.a.row(y)));
    EXPECT_TRUE(std::equal(b.begin(), b.end(), whole.b.row(y)));
  }
}

TEST(ChromaUpsampler, WorksAtExtremeSizes) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 5000}, {5000, 1}, {3, 2}}) {
    const Plane full(width, height, 60);
    const Plane medium(std::max(1, width / 4), std::max(1, height / 4), 60);
    const Plane lightness(std::max(1, width / 20), std::max(1, height / 20), 60);
    Plane a(lightness.width, lightness.height, 11);
    const Plane b(lightness.width, lightness.height, -7);
    const ChromaUpsampler upsampler({lightness.view(), a.view(), b.view()}, medium.view(), width,
                                    height);
    const Colors out = all_rows(upsampler, full);
    EXPECT_LT(largest_error(out.a, Plane(width, height, 11)), 1e-4F);
    EXPECT_LT(largest_error(out.b, Plane(width, height, -7)), 1e-4F);
  }
}

TEST(ChromaUpsampler, AcceptsANetworkGridFinerThanThePicture) {
  const Plane lightness(64, 48, 40);
  const Plane a(64, 48, 5);
  const Plane full(20, 15, 40);
  const ChromaUpsampler upsampler({lightness.view(), a.view(), a.view()}, full.view(), 20, 15);
  EXPECT_LT(largest_error(all_rows(upsampler, full).a, Plane(20, 15, 5)), 1e-4F);
}

TEST(ChromaUpsampler, RejectsPlanesThatDoNotFit) {
  const Plane small(4, 4);
  const Plane other(4, 3);
  const PlaneView lying = {small.values, 5, 4};
  EXPECT_THROW(ChromaUpsampler({small.view(), other.view(), small.view()}, small.view(), 8, 8),
               ShapeError);
  EXPECT_THROW(ChromaUpsampler({lying, lying, lying}, small.view(), 8, 8), ShapeError);
  EXPECT_THROW(ChromaUpsampler({small.view(), small.view(), small.view()}, {}, 8, 8), ShapeError);
  EXPECT_THROW(ChromaUpsampler({small.view(), small.view(), small.view()}, small.view(), 0, 8),
               ShapeError);
}

}  // namespace
}  // namespace autochrome::colorize
