#include "metrics/metric.h"

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "metrics/kernels.h"
#include "metrics/sample_error.h"
#include "metrics/ssim.h"
#include "metrics/yardstick.h"
#include "tests/metrics/drawn_pair.h"

namespace autochrome::metrics {
namespace {

using testing::Bytes;
using testing::drawn_pair;
using testing::drawn_picture;
using testing::planes_of;

TEST(Metrics, HaveKeysOfTheirOwnAndAMeaning) {
  std::set<std::string_view> keys;
  for (const MetricInfo& info : all_metrics()) {
    EXPECT_TRUE(keys.insert(info.key).second) << info.key;
    EXPECT_FALSE(info.title.empty());
    EXPECT_FALSE(info.meaning.empty());
  }
}

TEST(Metrics, TruthIsPerfect) {
  const ColorPlanes truth = drawn_pair(60, 40).truth;
  const Row row = measure(truth, truth);
  for (const MetricInfo& info : pair_metrics()) {
    if (info.better == Better::Lower || info.better == Better::NearZero) {
      EXPECT_EQ(row[info.metric], 0) << info.key;
    }
  }
  EXPECT_EQ(row[Metric::Psnr], kMostPsnr);
  EXPECT_NEAR(row[Metric::Ssim], 1, 1e-12);
  EXPECT_NEAR(row[Metric::MsSsim], 1, 1e-12);
  EXPECT_EQ(row[Metric::RawAccuracy], 1);
}

TEST(Metrics, PerfectIsWhatMeasuringTheTruthGives) {
  const ColorPlanes truth = drawn_pair(60, 40).truth;
  const Row measured = measure(truth, truth);
  const Row known = Yardstick(truth).perfect();
  for (const MetricInfo& info : pair_metrics()) {
    EXPECT_NEAR(known[info.metric], measured[info.metric], 1e-12) << info.key;
  }
}

TEST(Metrics, GrayHasNoColourAndNoFailures) {
  Bytes gray = drawn_picture(60, 40, 1);
  for (std::size_t i = 0; i < gray.size(); i += 3) gray[i + 1] = gray[i + 2] = gray[i];
  const Row row = measure(planes_of(gray, 60, 40), drawn_pair(60, 40).truth);
  EXPECT_EQ(row[Metric::Colorfulness], 0);
  EXPECT_EQ(row[Metric::ColorfulnessAbsolute], 0);
  EXPECT_EQ(row[Metric::Inconsistency], 0);
  EXPECT_EQ(row[Metric::Bleeding], 0);
  EXPECT_EQ(row[Metric::Greenish], 0);
  EXPECT_EQ(row[Metric::HueShift], 0);
}

// The study's 45,700 over 1,638 pictures is what arithmetic that wraps at 8 bits makes of anything.
TEST(Metrics, DifferencesDoNotWrap) {
  const ColorPlanes black = planes_of(Bytes(300, 0), 10, 10);
  const ColorPlanes white = planes_of(Bytes(300, 255), 10, 10);
  EXPECT_EQ(sample_error(black, white).mse, 65025);
  EXPECT_EQ(sample_error(white, black).mae, 255);
  EXPECT_EQ(measure(black, white)[Metric::Psnr], 0);
}

TEST(Metrics, OneStepOfOneSample) {
  Bytes bytes(3 * 4 * 4, 100);
  const ColorPlanes truth = planes_of(bytes, 4, 4);
  bytes[7] = 101;
  const SampleError error = sample_error(planes_of(bytes, 4, 4), truth);
  EXPECT_DOUBLE_EQ(error.mse, 1 / 48.0);
  EXPECT_DOUBLE_EQ(error.mae, 1 / 48.0);
  EXPECT_NEAR(psnr(error.mse), 48.1308 + 10 * std::log10(48), 1e-4);
}

TEST(Metrics, AbsoluteColorfulnessIsNeverLarger) {
  for (int seed = 0; seed < 5; ++seed) {
    const ColorPlanes picture = planes_of(drawn_picture(40, 40, seed), 40, 40);
    const Row row = measure(picture, picture);
    EXPECT_LE(row[Metric::ColorfulnessAbsolute], row[Metric::Colorfulness]);
  }
}

TEST(Metrics, BadnessFollowsTheDirection) {
  EXPECT_LT(badness(Metric::Psnr, 30), badness(Metric::Psnr, 20));
  EXPECT_LT(badness(Metric::Mse, 20), badness(Metric::Mse, 30));
  EXPECT_LT(badness(Metric::HueShift, -2), badness(Metric::HueShift, 5));
  EXPECT_EQ(badness(Metric::Colorfulness, 5), badness(Metric::Colorfulness, 50));
}

TEST(Metrics, SizesMustAgree) {
  const ColorPlanes small = planes_of(drawn_picture(20, 20, 1), 20, 20);
  const ColorPlanes large = planes_of(drawn_picture(20, 21, 1), 20, 21);
  EXPECT_THROW(static_cast<void>(measure(small, large)), ShapeError);
  EXPECT_THROW(static_cast<void>(planes_of(Bytes(10), 2, 2)), ShapeError);
  EXPECT_THROW(static_cast<void>(planes_of(Bytes(), 0, 0)), ShapeError);
}

TEST(Metrics, AnySizeIsMeasured) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 40}, {40, 1}, {3, 7}, {11, 11}}) {
    const auto pair = drawn_pair(width, height);
    const Row row = measure(pair.result, pair.truth);
    for (const double value : row.values()) EXPECT_TRUE(std::isfinite(value));
  }
}

/// kTaps rows of what SSIM averages, of noise.
struct DrawnMoments {
  explicit DrawnMoments(int width) {
    Random random(width);
    for (std::size_t i = 0; i < kTaps * static_cast<std::size_t>(width); ++i) {
      const double x = 255 * random.uniform();
      const double y = 255 * random.uniform();
      const double moments[] = {x, y, x * x + y * y, x * y};
      for (std::size_t m = 0; m < kMoments; ++m) planes[m].push_back(moments[m]);
    }
    for (std::size_t m = 0; m < kMoments; ++m) rows[m] = planes[m].data();
  }

  std::array<std::vector<double>, kMoments> planes;
  MomentRows rows{};
};

TEST(Ssim, CompiledFormsAgree) {
  for (const int width : {11, 12, 18, 19, 26, 97, 128}) {
    const DrawnMoments moments(width);
    std::vector<double> scratch((kMoments + 2) * static_cast<std::size_t>(width));
    const SimilaritySum wanted = portable_kernels().similarity(moments.rows, width, scratch.data());
    EXPECT_NE(wanted.similarity, 0);
    for (const Kernels& kernels : usable_kernels()) {
      const SimilaritySum got = kernels.similarity(moments.rows, width, scratch.data());
      EXPECT_NEAR(got.similarity, wanted.similarity, 1e-12 * width);
      EXPECT_NEAR(got.contrast_structure, wanted.contrast_structure, 1e-12 * width);
    }
  }
}

TEST(Ssim, ScalesFollowFromTheSize) {
  const auto scales_at = [](int side) {
    const auto pair = drawn_pair(side, side);
    return similarity(pair.result, pair.truth).scales;
  };
  EXPECT_EQ(scales_at(64), 3);
  EXPECT_EQ(scales_at(128), 4);
  EXPECT_EQ(scales_at(175), 4);
  EXPECT_EQ(scales_at(176), 5);
}

TEST(Ssim, NegatedPictureIsUnlike) {
  Bytes bytes = drawn_picture(64, 64, 1);
  const ColorPlanes truth = planes_of(bytes, 64, 64);
  for (auto& value : bytes) value = static_cast<std::uint8_t>(255 - value);
  const Similarity found = similarity(planes_of(bytes, 64, 64), truth);
  EXPECT_LT(found.ssim, 0);
  EXPECT_EQ(found.ms_ssim, 0);
}

}  // namespace
}  // namespace autochrome::metrics
