// Elapsed time, for reports of where it went.
#pragma once

#include <chrono>
#include <utility>

namespace autochrome {

/// Runs from its construction.
class Stopwatch {
 public:
  [[nodiscard]] double seconds() const { return seconds_between(start_, Clock::now()); }

  /// Seconds since the last lap, or the start.
  double lap() {
    const auto now = Clock::now();
    return seconds_between(std::exchange(last_, now), now);
  }

 private:
  using Clock = std::chrono::steady_clock;

  static double seconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }

  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace autochrome
