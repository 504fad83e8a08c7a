#include "records/axis.h"

#include <algorithm>
#include <cmath>

namespace autochrome::records {

namespace {

/// Multiples of `step` that lie from `low` to `high`, a rounding error allowed.
std::vector<double> multiples(double step, double low, double high) {
  constexpr double kSlack = 1e-9;
  std::vector<double> values;
  const double last = std::floor(high / step + kSlack);
  for (double i = std::ceil(low / step - kSlack); i <= last; ++i) {
    values.push_back(i * step + 0.0);  // and never -0
  }
  return values;
}

/// 1, 2, 5, 10, 20, … from `low` to `high`.
std::vector<double> ones_twos_and_fives(double low, double high) {
  std::vector<double> values;
  for (double power = std::floor(std::log10(low)); power <= std::log10(high); ++power) {
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double value = digit * std::pow(10.0, power);
      if (value >= low && value <= high) values.push_back(value);
    }
  }
  return values;
}

}  // namespace

double Axis::position_px(double value) const {
  const auto [low, high, low_px, high_px] = span_;
  const double share = scale_ == Scale::Linear ? (value - low) / (high - low)
                                               : std::log(value / low) / std::log(high / low);
  return low_px + share * (high_px - low_px);
}

std::vector<double> Axis::ticks(int most) const {
  const auto [low, high, low_px, high_px] = span_;
  if (scale_ == Scale::Linear) return multiples(round_step(high - low, most), low, high);
  auto fine = ones_twos_and_fives(low, high);
  if (static_cast<int>(fine.size()) <= most) return fine;
  const double step = std::max(1.0, round_step(std::log10(high / low), most));
  auto powers = multiples(step, std::log10(low), std::log10(high));
  for (double& value : powers) value = std::pow(10.0, value);
  return powers;
}

double round_step(double range, int most) {
  const double least = range / std::max(most - 1, 1);
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double digit : {1.0, 2.0, 5.0}) {
    if (digit * power >= least) return digit * power;
  }
  return 10 * power;
}

}  // namespace autochrome::records
