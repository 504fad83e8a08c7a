#include "infer/cost_measurement.h"

#include <gtest/gtest.h>

namespace autochrome::infer {
namespace {

TEST(CostMeasurement, GivesWhatPlansCanUse) {
  const kernels::Costs costs = measure_costs();
  EXPECT_EQ(complaints(costs), "");
  EXPECT_NE(to_json(costs), to_json(kernels::Costs{})) << "nothing was measured";
  EXPECT_EQ(to_json(kernels::costs()), to_json(kernels::Costs{})) << "measuring changed plans";
}

}  // namespace
}  // namespace autochrome::infer
