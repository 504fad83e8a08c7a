#include "metrics/frechet.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/metrics/frechet_golden.h"

namespace autochrome::metrics {
namespace {

/// Whole numbers over 256, as make_frechet_golden.py draws them.
std::vector<float> drawn_features(int rows, int columns, int seed) {
  std::vector<float> features;
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      const std::int64_t mixed =
          (r * 7919 + c * 104729 + seed * 1299709 + r * c * 31 + r * r * 17) % 1009;
      features.push_back(static_cast<float>(mixed) / 256.0F + static_cast<float>(c % 3 * seed));
    }
  }
  return features;
}

TEST(Frechet, FitsMeanAndUnbiasedCovariance) {
  const std::vector<float> features = {1, 2, 3, 6, 5, 4};
  const Gaussian normal = fit_gaussian(features, 2);
  EXPECT_EQ(normal.mean, (std::vector<double>{3, 4}));
  EXPECT_EQ(normal.covariance, (std::vector<double>{4, 2, 2, 4}));
}

TEST(Frechet, OfDiagonalCovariancesIsTheClosedForm) {
  const Gaussian x{{1, 2}, {4, 0, 0, 9}};
  const Gaussian y{{4, -2}, {1, 0, 0, 16}};
  // 3² + 4² + (2 - 1)² + (3 - 4)²
  EXPECT_NEAR(frechet_distance(x, y), 27, 1e-12);
  EXPECT_NEAR(frechet_distance(y, x), 27, 1e-12);
}

TEST(Frechet, OfATurnedDistributionIsTheClosedForm) {
  // Σ₂ is Σ₁ = diag(9, 1) turned by 45°; in two dimensions tr (Σ₁Σ₂)^½ is the root of
  // tr(Σ₁Σ₂) + 2 √det(Σ₁Σ₂) = 50 + 2 · 9.
  const Gaussian x{{0, 0}, {9, 0, 0, 1}};
  const Gaussian y{{0, 0}, {5, 4, 4, 5}};
  EXPECT_NEAR(frechet_distance(x, y), 20 - 2 * std::sqrt(68.0), 1e-12);
}

TEST(Frechet, OfOneDistributionIsZero) {
  const Gaussian normal = fit_gaussian(drawn_features(40, 16, 1), 16);
  EXPECT_NEAR(frechet_distance(normal, normal), 0, 1e-10);
}

TEST(Frechet, TakesFewerPicturesThanFeatures) {
  const Gaussian x = fit_gaussian(drawn_features(5, 16, 1), 16);
  const Gaussian y = fit_gaussian(drawn_features(5, 16, 2), 16);
  EXPECT_TRUE(std::isfinite(frechet_distance(x, y)));
  EXPECT_NEAR(frechet_distance(x, x), 0, 1e-6);
}

TEST(Frechet, AgreesWithScipy) {
  for (const testing::FrechetGolden& golden : testing::kFrechetGoldens) {
    const auto columns = static_cast<std::size_t>(golden.columns);
    const Gaussian x = fit_gaussian(drawn_features(golden.rows, golden.columns, 1), columns);
    const Gaussian y = fit_gaussian(drawn_features(golden.rows, golden.columns, 2), columns);
    EXPECT_NEAR(frechet_distance(x, y), golden.distance, 1e-6 * golden.distance) << golden.rows;
  }
}

TEST(Frechet, RefusesWhatCannotBeCompared) {
  const std::vector<float> one = {1, 2, 3};
  EXPECT_THROW(static_cast<void>(fit_gaussian(one, 3)), ShapeError);
  EXPECT_THROW(static_cast<void>(fit_gaussian(one, 2)), ShapeError);
  EXPECT_THROW(static_cast<void>(fit_gaussian(one, 0)), ShapeError);
  EXPECT_THROW(static_cast<void>(frechet_distance({{0}, {1}}, {{0, 0}, {1, 0, 0, 1}})), ShapeError);
}

}  // namespace
}  // namespace autochrome::metrics
