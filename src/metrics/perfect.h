// The row of a result that equals its truth, which is known without measuring.
#pragma once

#include "metrics/metric.h"

namespace autochrome::metrics {

/// What `measure(truth, truth)` gives.
[[nodiscard]] Row perfect(const ColorPlanes& truth) noexcept;

}  // namespace autochrome::metrics
