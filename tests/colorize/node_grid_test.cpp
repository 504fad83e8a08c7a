#include "colorize/node_grid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "colorize/chroma_upsampler.h"

namespace autochrome::colorize {
namespace {

struct Plane {
  Plane(int w, int h)
      : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}

  [[nodiscard]] float& at(int x, int y) { return values[index(x, y)]; }

  [[nodiscard]] float at(int x, int y) const { return values[index(x, y)]; }

  /// The border's sample beyond the border.
  [[nodiscard]] float held(int x, int y) const {
    return at(std::clamp(x, 0, width - 1), std::clamp(y, 0, height - 1));
  }

  [[nodiscard]] const float* row(int y) const { return values.data() + index(0, y); }

  [[nodiscard]] PlaneView view() const { return {values, width, height}; }

  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }

  int width;
  int height;
  std::vector<float> values;
};

/// Patches of one value with a little noise, edges among them.
Plane patches(int width, int height, float low, float high, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> value(low, high);
  std::uniform_real_distribution<float> noise(-2, 2);
  Plane plane(width, height);
  const Plane coarse = [&] {
    Plane out(width / 5 + 1, height / 5 + 1);
    for (float& v : out.values) v = value(random);
    return out;
  }();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      plane.at(x, y) = std::clamp(coarse.at(x / 5, y / 5) + noise(random), low, high);
    }
  }
  return plane;
}

struct Samples {
  Samples(int width, int height)
      : lightness(patches(width, height, 0, 100, 1)),
        a(patches(width, height, -100, 100, 2)),
        b(patches(width, height, -100, 100, 3)) {}

  [[nodiscard]] LowResolution view() const { return {lightness.view(), a.view(), b.view()}; }

  Plane lightness;
  Plane a;
  Plane b;
};

/// The formulas as the papers have them, one pixel at a time and in double precision.
class PlainCarrier {
 public:
  PlainCarrier(const Plane& lightness, const Plane& color) : lightness_(lightness), color_(color) {}

  /// Of pixel (x, y) of `width` × `height` pixels, of lightness `guide`.
  [[nodiscard]] double at(int x, int y, int width, int height, double guide) const {
    const Place across = place_of(x, width, lightness_.width);
    const Place down = place_of(y, height, lightness_.height);
    double sum = 0;
    double weights = 0;
    double lowest = 0;
    double highest = 0;
    for (const auto& [node_y, near_y] : ends(down)) {
      for (const auto& [node_x, near_x] : ends(across)) {
        const Model model = model_at(node_x, node_y);
        const double difference = guide - lightness_.at(node_x, node_y);
        const double weight = near_x * near_y / (1 + std::pow(difference / 10, 2));
        sum += weight * (color_.at(node_x, node_y) + model.slope * difference);
        weights += weight;
        lowest += near_x * near_y * model.lowest;
        highest += near_x * near_y * model.highest;
      }
    }
    return std::min(std::max(sum / weights, lowest), highest);
  }

 private:
  struct Model {
    double slope;
    double lowest;
    double highest;
  };

  static std::array<std::pair<int, double>, 2> ends(const Place& place) {
    const double weight = place.second_weight;
    return {
        {{static_cast<int>(place.first), 1 - weight}, {static_cast<int>(place.second), weight}}};
  }

  [[nodiscard]] Model model_at(int x, int y) const {
    std::vector<double> l;
    std::vector<double> c;
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        l.push_back(lightness_.held(x + dx, y + dy));
        c.push_back(color_.held(x + dx, y + dy));
      }
    }
    const double covariance = covariance_of(l, c);
    const double variance = covariance_of(l, l) + 10;
    const double correlation =
        std::abs(covariance) / std::sqrt(variance * (covariance_of(c, c) + 1));
    return {correlation * covariance / variance, *std::ranges::min_element(c),
            *std::ranges::max_element(c)};
  }

  static double covariance_of(const std::vector<double>& u, const std::vector<double>& v) {
    double mean_u = 0;
    double mean_v = 0;
    for (std::size_t i = 0; i < 9; ++i) {
      mean_u += u[i] / 9;
      mean_v += v[i] / 9;
    }
    double sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (u[i] - mean_u) * (v[i] - mean_v) / 9;
    return sum;
  }

  const Plane& lightness_;
  const Plane& color_;
};

struct Case {
  int nodes_across;
  int nodes_down;
  int width;
  int height;
};

class NodeGridSizes : public testing::TestWithParam<Case> {};

TEST_P(NodeGridSizes, CarriesAsTheFormulasSay) {
  const auto [across, down, width, height] = GetParam();
  const Samples samples(across, down);
  const Plane guide = patches(width, height, 0, 100, 4);
  const NodeGrid grid(samples.view(), width, height);
  const PlainCarrier plain_a(samples.lightness, samples.a);
  const PlainCarrier plain_b(samples.lightness, samples.b);
  std::vector<float> a(static_cast<std::size_t>(width));
  std::vector<float> b(a.size());
  for (int y = 0; y < height; ++y) {
    grid.carry(y, 0, width, guide.row(y), a.data(), b.data());
    for (int x = 0; x < width; ++x) {
      const auto at = static_cast<std::size_t>(x);
      ASSERT_NEAR(a[at], plain_a.at(x, y, width, height, guide.at(x, y)), 1e-4) << x << ", " << y;
      ASSERT_NEAR(b[at], plain_b.at(x, y, width, height, guide.at(x, y)), 1e-4) << x << ", " << y;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EnlargingAndReducing,
                         NodeGridSizes,
                         testing::Values(Case{40, 27, 300, 203},
                                         Case{33, 21, 35, 22},  // hardly enlarged
                                         Case{64, 48, 64, 48},
                                         Case{97, 61, 43, 20},
                                         Case{1, 1, 19, 3},
                                         Case{2, 9, 1, 40},
                                         Case{9, 2, 301, 1}));

TEST(NodeGrid, PixelsAreTheSameWhereverTheirRowIsCut) {
  const Samples samples(40, 27);
  const Plane guide = patches(301, 60, 0, 100, 4);
  const NodeGrid grid(samples.view(), 301, 60);
  std::vector<float> whole_a(301);
  std::vector<float> whole_b(301);
  grid.carry(17, 0, 301, guide.row(17), whole_a.data(), whole_b.data());
  for (const int step : {1, 3, 8, 37, 300}) {
    std::vector<float> a(301);
    std::vector<float> b(301);
    for (int x = 0; x < 301; x += step) {
      grid.carry(17, x, std::min(step, 301 - x), guide.row(17) + x, a.data() + x, b.data() + x);
    }
    EXPECT_EQ(a, whole_a) << step << " at once";
    EXPECT_EQ(b, whole_b) << step << " at once";
  }
}

TEST(ChromaUpsampler, IsTheSameForAnyNumberOfThreads) {
  const Samples samples(40, 27);
  const Plane medium = patches(150, 101, 0, 100, 4);
  const Plane guide = patches(600, 404, 0, 100, 5);
  const auto rows = [&](int threads) {
    const ChromaUpsampler upsampler(samples.view(), medium.view(), 600, 404, threads);
    Plane both(1200, 404);
    for (int y = 0; y < 404; ++y) {
      upsampler.row(y, 0, 600, guide.row(y), &both.at(0, y), &both.at(600, y));
    }
    return both.values;
  };
  const std::vector<float> one = rows(1);
  EXPECT_EQ(rows(2), one);
  EXPECT_EQ(rows(7), one);
  EXPECT_EQ(rows(1000), one);
}

}  // namespace
}  // namespace autochrome::colorize
