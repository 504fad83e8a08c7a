#include "image/plane.h"

#include <numeric>

#include <gtest/gtest.h>

#include "base/error.h"
#include "image/area_reducer.h"

namespace autochrome::image {
namespace {

Plane ramp(int width, int height) {
  Plane plane{{}, width, height};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) plane.values.push_back(static_cast<float>(3 * x + 7 * y));
  }
  return plane;
}

double mean(const Plane& plane) {
  return std::accumulate(plane.values.begin(), plane.values.end(), 0.0) /
         static_cast<double>(plane.values.size());
}

TEST(FitLongSide, KeepsTheAspectAndNeverEnlarges) {
  EXPECT_EQ(fit_long_side({5184, 3456}, 1536).height, 1024);
  EXPECT_EQ(fit_long_side({3456, 5184}, 1536).width, 1024);
  EXPECT_EQ(fit_long_side({100, 50}, 1536).width, 100);
  EXPECT_EQ(fit_long_side({1, 5000}, 256).width, 1);
  EXPECT_EQ(fit_long_side({1, 5000}, 256).height, 256);
}

TEST(Reduce, AveragesWholeBlocks) {
  const Plane half = reduce(Plane{{1, 2, 3, 4, 5, 6, 7, 8}, 4, 2}, {2, 1});
  ASSERT_EQ(half.values.size(), 2U);
  EXPECT_FLOAT_EQ(half.values[0], (1 + 2 + 5 + 6) / 4.0F);
  EXPECT_FLOAT_EQ(half.values[1], (3 + 4 + 7 + 8) / 4.0F);
}

TEST(Reduce, SplitsSamplesBetweenNeighbours) {
  const Plane two = reduce(Plane{{0, 3, 9}, 3, 1}, {2, 1});
  EXPECT_FLOAT_EQ(two.values[0], (0 + 0.5F * 3) / 1.5F);
  EXPECT_FLOAT_EQ(two.values[1], (0.5F * 3 + 9) / 1.5F);
}

TEST(Reduce, KeepsTheMean) {
  const Plane plane = ramp(97, 61);
  for (const PlaneSize size : {PlaneSize{13, 7}, PlaneSize{96, 60}, PlaneSize{1, 1}}) {
    EXPECT_NEAR(mean(reduce(plane, size)), mean(plane), 1e-3) << size.width;
  }
}

TEST(Reduce, SameSizeIsTheSamePlane) {
  const Plane plane = ramp(5, 4);
  EXPECT_EQ(reduce(plane, {5, 4}).values, plane.values);
}

TEST(Reduce, InterpolatesASideThatGrows) {
  const Plane wide = reduce(Plane{{0, 10}, 2, 1}, {4, 1});
  EXPECT_FLOAT_EQ(wide.values[0], 0);
  EXPECT_FLOAT_EQ(wide.values[1], 2.5F);
  EXPECT_FLOAT_EQ(wide.values[2], 7.5F);
  EXPECT_FLOAT_EQ(wide.values[3], 10);
  const Plane tall = reduce(Plane{{0, 10}, 1, 2}, {1, 4});
  EXPECT_EQ(tall.values, wide.values);
  EXPECT_FLOAT_EQ(reduce(Plane{{4}, 1, 1}, {3, 3}).values[8], 4);
}

TEST(Reduce, RefusesAnEmptySize) { EXPECT_THROW((void)reduce(ramp(3, 3), {0, 3}), ShapeError); }

TEST(AxisWeights, CountsSamplesThatCoverMoreThanTheirNumber) {
  const AxisWeights axis(1000.5, 1000, 500);
  EXPECT_EQ(axis.span(499).first + axis.span(499).count, 1000);
  for (int i = 0; i < axis.outputs(); ++i) {
    const auto& span = axis.span(i);
    const float* weights = axis.weights(span);
    EXPECT_NEAR(std::accumulate(weights, weights + span.count, 0.0), 1, 1e-6);
  }
}

}  // namespace
}  // namespace autochrome::image
