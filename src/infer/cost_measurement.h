// The constants of the planner's cost model, measured on this machine.
#pragma once

#include "kernels/costs.h"

namespace autochrome::infer {

/// Runs a few convolutions by oneDNN and by Winograd's method, on one thread, for about a second.
/// Constants that other programs' load has driven out of bounds are held there. Throws MemoryError.
[[nodiscard]] kernels::Costs measure_costs();

}  // namespace autochrome::infer
