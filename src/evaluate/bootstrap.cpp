#include "evaluate/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "base/quantile.h"
#include "base/random.h"

namespace autochrome::evaluate {

namespace {

constexpr double kOutside = 0.025;

Interval interval_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {quantile(values, kOutside), quantile(values, 1 - kOutside)};
}

}  // namespace

Bootstrap::Bootstrap(std::span<const double> values,
                     std::size_t columns,
                     std::size_t resamples,
                     std::uint64_t seed)
    : columns_(columns), resamples_(resamples), means_(resamples * columns) {
  const std::size_t pictures = values.size() / columns;
  Random random(seed);
  for (std::size_t resample = 0; resample < resamples; ++resample) {
    double* sums = means_.data() + resample * columns;
    for (std::size_t i = 0; i < pictures; ++i) {
      const double* row = values.data() + random.below(pictures) * columns;
      for (std::size_t c = 0; c < columns; ++c) sums[c] += row[c];
    }
    for (std::size_t c = 0; c < columns; ++c) sums[c] /= static_cast<double>(pictures);
  }
}

Interval Bootstrap::interval(std::size_t column) const {
  std::vector<double> values;
  for (std::size_t r = 0; r < resamples_; ++r) values.push_back(mean(r, column));
  return interval_of(std::move(values));
}

Interval Bootstrap::difference(std::size_t column, std::size_t other) const {
  std::vector<double> values;
  for (std::size_t r = 0; r < resamples_; ++r) values.push_back(mean(r, column) - mean(r, other));
  return interval_of(std::move(values));
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return quantile(values, 0.5);
}

}  // namespace autochrome::evaluate
