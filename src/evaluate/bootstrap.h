// How sure a mean over pictures is: the bootstrap of B. Efron, "Bootstrap methods: another look at
// the jackknife", Annals of Statistics 7(1), 1979, with percentile intervals. Every column is
// resampled by the same pictures, so that differences between columns are paired.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace autochrome::evaluate {

/// 95 of 100 means of resamples lie within.
struct Interval {
  double low = 0;
  double high = 0;
};

/// Means of `columns` values over pictures drawn with replacement, `resamples` times.
class Bootstrap {
 public:
  /// `values` is [pictures][columns], row-major. The same seed gives the same resamples on every
  /// platform.
  Bootstrap(std::span<const double> values,
            std::size_t columns,
            std::size_t resamples,
            std::uint64_t seed);

  /// Of one column's mean.
  [[nodiscard]] Interval interval(std::size_t column) const;

  /// Of the mean difference `column` - `other`.
  [[nodiscard]] Interval difference(std::size_t column, std::size_t other) const;

 private:
  [[nodiscard]] double mean(std::size_t resample, std::size_t column) const noexcept {
    return means_[resample * columns_ + column];
  }

  std::size_t columns_;
  std::size_t resamples_;
  std::vector<double> means_;  ///< [resample][column]
};

/// The middle value, or the mean of the middle two; 0 of none.
[[nodiscard]] double median(std::vector<double> values);

}  // namespace autochrome::evaluate
