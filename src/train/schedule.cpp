#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace autochrome::train {

namespace {

constexpr double kWarmUpSteps = 100;
constexpr double kLastShare = 0.01;  // of the learning rate, at the end of the cosine

std::uint64_t seed_of(const TrainOptions& options) {
  return static_cast<std::uint64_t>(options.seed);
}

}  // namespace

double learning_rate(const TrainOptions& options, std::int64_t done, std::int64_t total) {
  if (options.schedule != "cosine") return options.learning_rate;
  const auto at = static_cast<double>(done);
  const double warm_up = std::min((at + 1) / kWarmUpSteps, 1.0);
  const double way = std::min(at / static_cast<double>(total), 1.0);
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * way));
  return options.learning_rate * warm_up * (kLastShare + (1 - kLastShare) * cosine);
}

// Neighbours' seeds are far apart, so that what is drawn from them has nothing in common.

std::uint64_t order_seed(const TrainOptions& options, int epoch) {
  return seed_of(options) * 1'000'003U + static_cast<std::uint64_t>(epoch);
}

std::uint64_t augmentation_seed(const TrainOptions& options, std::int64_t step) {
  return seed_of(options) ^ (static_cast<std::uint64_t>(step) << 20);
}

std::uint64_t dropout_seed(const TrainOptions& options, std::int64_t step, int rank) {
  const std::uint64_t ranks = 1024;  // beyond so many, some share their draws with another step's
  return (seed_of(options) * 7919U + static_cast<std::uint64_t>(step)) * ranks +
         static_cast<std::uint64_t>(rank);
}

}  // namespace autochrome::train
