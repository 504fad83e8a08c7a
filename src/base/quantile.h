// Order statistics of measurements.
#pragma once

#include <cstddef>
#include <vector>

namespace autochrome {

/// The value below which a `share` in [0, 1] of the sorted values lies, interpolated linearly
/// between the two nearest; 0 of none.
[[nodiscard]] inline double quantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = below + 1 < sorted.size() ? below + 1 : below;
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace autochrome
