#include "train/objective.h"

#include <utility>

#include "base/error.h"
#include "train/tensor_color.h"

namespace autochrome::train {

namespace {

using torch::Tensor;

constexpr std::int64_t kSquare = 10;  // Lab units
constexpr std::int64_t kHalf = 12;    // squares from the neutral to the border
constexpr std::int64_t kSide = 2 * kHalf + 1;
constexpr double kSmoothing = 5.0;     // standard deviation in Lab units
constexpr double kUniformShare = 0.5;  // λ

/// The square of each pixel, [N, H, W], as an index into kSide · kSide.
Tensor square_of(const Tensor& ab) {
  const Tensor place = (ab / kSquare).round().to(torch::kLong).clamp(-kHalf, kHalf) + kHalf;
  return place.select(1, 0) * kSide + place.select(1, 1);
}

Tensor smoothed(const Tensor& squares) {
  const Tensor offset = torch::arange(-2, 3, torch::kDouble) * kSquare / kSmoothing;
  Tensor bell = torch::exp(-0.5 * offset * offset);
  bell = bell / bell.sum();
  const std::vector<std::int64_t> down = {2, 0};
  const std::vector<std::int64_t> across = {0, 2};
  const Tensor square = squares.reshape({1, 1, kSide, kSide});
  const Tensor rows = torch::conv2d(square, bell.reshape({1, 1, 5, 1}), {}, 1, down);
  return torch::conv2d(rows, bell.reshape({1, 1, 1, 5}), {}, 1, across).reshape({-1});
}

}  // namespace

Example example_of(const Tensor& rgb, const model::Convention& convention) {
  const Tensor lab = lab_of_rgb(rgb);
  const Tensor ab = lab.slice(1, 1, 3);
  return {.input = lab.slice(1, 0, 1) / model::kLightnessScale,
          .target = convention.predicts_ab() ? model::output_of_ab(ab) : rgb,
          .ab = ab};
}

Tensor ab_of_output(const Tensor& output, const model::Convention& convention) {
  if (convention.predicts_ab()) return model::ab_of_output(output);
  return lab_of_rgb(output).slice(1, 1, 3);
}

ColorFrequency::ColorFrequency() : counts_(torch::zeros({kSide * kSide}, torch::kDouble)) {}

void ColorFrequency::add(const Tensor& ab) {
  counts_ += torch::bincount(square_of(ab.to(torch::kCPU)).reshape({-1}), {}, kSide * kSide);
}

Tensor ColorFrequency::weights(double rebalance) const {
  const Tensor frequency = counts_ / counts_.sum();
  const Tensor met = (counts_ > 0).to(torch::kDouble);
  const Tensor mixed = (1 - kUniformShare) * smoothed(frequency) + kUniformShare * met / met.sum();
  // A colour never met in training weighs as much as the rarest that was.
  const double rarest = mixed.masked_select(counts_ > 0).min().item<double>();
  const Tensor weights = mixed.clamp_min(rarest).pow(-rebalance);
  return (weights / (weights * frequency).sum()).to(torch::kFloat32);
}

Objective::Objective(std::string loss, Tensor color_weights)
    : loss_(std::move(loss)), color_weights_(std::move(color_weights)) {}

Tensor Objective::operator()(const Tensor& output, const Example& example) const {
  Tensor each;
  if (loss_ == "mse") {
    each = (output - example.target).square();
  } else if (loss_ == "l1") {
    each = (output - example.target).abs();
  } else {
    // The knee at one 220th is one Lab unit, where siggraph17 (Zhang et al. 2017) has it too.
    each = torch::smooth_l1_loss(output, example.target, at::Reduction::None,
                                 1.0 / (2 * model::kAbScale));
  }
  if (!color_weights_.defined()) return each.mean();
  const Tensor weight = color_weights_.take(square_of(example.ab)).unsqueeze(1);
  return (each * weight).mean();
}

}  // namespace autochrome::train
