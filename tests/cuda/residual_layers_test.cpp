#include "cuda/residual_layers.h"

#include <gtest/gtest.h>

#include "tests/cuda/residual_reference.h"

namespace autochrome::cuda {
namespace {

/// Of bfloat16: values may fall on the other side of a rounding, or of 0.
constexpr double kTolerance = 0x1p-7;

void expect_reference(const ResidualCase& given) {
  ResidualRun run(given);
  run.forward();
  run.backward();
  for (const auto& [name, error] : relative_errors(run.results(), reference(given))) {
    EXPECT_LT(error, kTolerance) << name;
  }
}

TEST(ResidualLayers, AreTheReferenceOnWholeTiles) { expect_reference({512, 1, 0.2F}); }

TEST(ResidualLayers, AreTheReferenceOnALastTileOfFewPixels) {
  expect_reference({64 * 9 + 13, 1, 0.2F});
}

TEST(ResidualLayers, AreTheReferenceOnLessThanATile) { expect_reference({37, 2, 0.0F}); }

}  // namespace
}  // namespace autochrome::cuda
