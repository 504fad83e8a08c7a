// Every metric that scikit-image or SciPy has too, against them.
#include "tests/metrics/golden.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "metrics/metric.h"
#include "tests/metrics/drawn_pair.h"

namespace autochrome::metrics::testing {
namespace {

// MSE and PSNR are exact; sums of Lab values are those of floats.
constexpr double kRelative = 1e-6;

TEST(Golden, EqualsScikitImage) {
  for (const Golden& golden : kGolden) {
    const DrawnPair pair = drawn_pair(golden.width, golden.height);
    const auto all = pair_metrics();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const MetricInfo& info) { return info.key == golden.key; });
    ASSERT_TRUE(found != all.end()) << golden.key;
    const double value = measure(pair.result, pair.truth)[found->metric];
    EXPECT_NEAR(value, golden.value, kRelative * std::abs(golden.value))
        << golden.key << " of " << golden.width << "×" << golden.height;
  }
}

}  // namespace
}  // namespace autochrome::metrics::testing
