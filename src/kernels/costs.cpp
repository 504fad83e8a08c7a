#include "kernels/costs.h"

namespace autochrome::kernels {

namespace {

Costs& in_use() {
  static Costs costs;
  return costs;
}

}  // namespace

const Costs& costs() noexcept { return in_use(); }

void use_costs(const Costs& costs) {
  validate(costs);
  in_use() = costs;
}

}  // namespace autochrome::kernels
