#include "color/carry.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace autochrome::color {
namespace {

constexpr std::ptrdiff_t kSamples = 29;
constexpr std::ptrdiff_t kStride = 1 + kSamples + kNodePadding;

/// Three rows of samples with random L, a and b, padded as fit_row asks.
class Rows {
 public:
  Rows() : values_(static_cast<std::size_t>(3 * kModelPlanes * kStride)) {
    std::mt19937 random(11);
    std::uniform_real_distribution<float> value(0, 100);
    for (int y = 0; y < 3; ++y) {
      for (std::ptrdiff_t plane = 0; plane < kModelSlopeA; ++plane) {
        for (std::ptrdiff_t x = 0; x < kSamples; ++x) {
          row(y)[plane * kStride + x] = value(random);
        }
      }
      pad(y);
    }
  }

  [[nodiscard]] float* row(int y) { return values_.data() + y * kModelPlanes * kStride + 1; }

  void fit(Isa isa) {
    fit_row(row(0), row(1), row(0), kStride, kSamples, isa);
    fit_row(row(0), row(2), row(1), kStride, kSamples, isa);
    fit_row(row(1), row(2), row(2), kStride, kSamples, isa);
    for (int y = 0; y < 3; ++y) pad(y);
  }

 private:
  void pad(int y) {
    for (std::ptrdiff_t plane = 0; plane < kModelPlanes; ++plane) {
      float* samples = row(y) + plane * kStride;
      samples[-1] = samples[0];
      for (int k = 0; k < kNodePadding; ++k) samples[kSamples + k] = samples[kSamples - 1];
    }
  }

  std::vector<float> values_;
};

TEST(FitRow, AllFormsAgree) {
  Rows best;
  best.fit(Isa::Best);
  for (const Isa isa : {Isa::Avx2, Isa::Portable}) {
    Rows other;
    other.fit(isa);
    for (int y = 0; y < 3; ++y) {
      for (std::ptrdiff_t i = 0; i < kModelPlanes * kStride - 1; ++i) {
        ASSERT_NEAR(best.row(y)[i], other.row(y)[i], 1e-5) << y << ", " << i;
      }
    }
  }
}

TEST(FitRow, BelievesAnEdgeOfBothAndNoColourWithoutLightness) {
  Rows rows;
  for (int y = 0; y < 3; ++y) {
    for (std::ptrdiff_t x = -1; x < kSamples + kNodePadding; ++x) {
      const float right = x < 15 ? 0.0F : 1.0F;
      rows.row(y)[kModelLightness * kStride + x] = 20 + 60 * right;
      rows.row(y)[kModelA * kStride + x] = -10 + 30 * right;
      rows.row(y)[kModelB * kStride + x] = x % 2 == 0 ? 5.0F : 6.0F;
    }
  }
  rows.fit(Isa::Best);
  const float* row = rows.row(1);
  // Variances of 800 and 200 and a covariance of 400, with 10 and 1 for noise:
  // 400 / 810 * 400 / sqrt(810 * 201).
  EXPECT_NEAR(row[kModelSlopeA * kStride + 15], 0.48955F, 1e-4F);
  EXPECT_EQ(row[kModelSlopeA * kStride + 5], 0);
  EXPECT_EQ(row[kModelLowestA * kStride + 15], -10);
  EXPECT_EQ(row[kModelHighestA * kStride + 15], 20);
  EXPECT_EQ(row[kModelLowestB * kStride + 5], 5);
  EXPECT_EQ(row[kModelHighestB * kStride + 5], 6);
  EXPECT_NEAR(row[kModelSlopeB * kStride + 5], 0, 1e-6);
}

/// 100 pixels, `apart` samples between two of them.
void expect_agreement(float apart, bool close) {
  Rows rows;
  rows.fit(Isa::Portable);
  std::vector<std::int32_t> left;
  std::vector<float> weight;
  std::vector<float> lightness;
  for (int x = 0; x < 100; ++x) {
    const float at = std::min(apart * static_cast<float>(x), static_cast<float>(kSamples - 1));
    left.push_back(static_cast<std::int32_t>(at));
    weight.push_back(at - static_cast<float>(left.back()));
    lightness.push_back(static_cast<float>(x));
  }
  const CarryRow place = {.above = rows.row(0),
                          .below = rows.row(1),
                          .stride = kStride,
                          .below_weight = 0.3F,
                          .left = left.data(),
                          .right_weight = weight.data(),
                          .close = close};
  std::vector<float> best_a(100);
  std::vector<float> best_b(100);
  carry_row(place, 100, lightness.data(), best_a.data(), best_b.data());
  for (const Isa isa : {Isa::Avx2, Isa::Portable}) {
    std::vector<float> a(100);
    std::vector<float> b(100);
    carry_row(place, 100, lightness.data(), a.data(), b.data(), isa);
    for (std::size_t x = 0; x < 100; ++x) {
      EXPECT_NEAR(best_a[x], a[x], 1e-4) << x << ", " << apart;
      EXPECT_NEAR(best_b[x], b[x], 1e-4) << x << ", " << apart;
    }
  }
}

TEST(CarryRow, AllFormsAgreeWhetherEnlargingOrReducing) {
  expect_agreement(0.28F, true);
  expect_agreement(0.28F, false);
  expect_agreement(2.5F, false);
}

}  // namespace
}  // namespace autochrome::color
