#include "train/tally.h"

namespace autochrome::train {

namespace {

constexpr double kExploded = 1e6;

}  // namespace

Tally::Tally(torch::Device device)
    : first_bad_(torch::full({}, -1, torch::TensorOptions(torch::kLong).device(device))) {}

void Tally::add(const Figures& figures, std::int64_t pictures, std::int64_t step) {
  torch::NoGradGuard no_gradient;
  for (const auto& [name, mean] : figures) {
    const torch::Tensor sum = mean.to(torch::kDouble) * pictures;
    auto& pending = pending_[name];
    pending = pending.defined() ? pending + sum : sum;
    const torch::Tensor here = torch::full_like(first_bad_, step);
    const torch::Tensor good = mean.abs() <= kExploded;  // false for what is no number
    first_bad_ = torch::where((first_bad_ < 0) & ~good, here, first_bad_);
  }
}

std::int64_t Tally::settle(std::map<std::string, double>& sums) {
  for (const auto& [name, sum] : pending_) sums[name] += sum.item<double>();
  pending_.clear();
  return first_bad_.item<std::int64_t>();
}

}  // namespace autochrome::train
