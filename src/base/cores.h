// How many threads a machine runs at once, for options whose 0 means one a core.
#pragma once

#include <algorithm>
#include <thread>

namespace autochrome {

/// At least 1, also where the system does not tell.
[[nodiscard]] inline int core_count() noexcept {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// What was wanted, 0 for one a core.
[[nodiscard]] inline int threads_or_cores(int wanted) noexcept {
  return wanted > 0 ? wanted : core_count();
}

}  // namespace autochrome
