#include "train/samples.h"

#include <algorithm>
#include <span>

#include "train/objective.h"
#include "train/tensor_color.h"

namespace autochrome::train {

namespace {

using torch::Tensor;

constexpr std::size_t kMost = 8;

Batch chosen_from(const dataset::Prepared& data) {
  const auto all = data.indices(dataset::Split::Validation);
  const std::size_t count = std::min(kMost, all.size());
  Batch batch{&data, {}};
  for (std::size_t i = 0; i < count; ++i) batch.pictures.push_back(all[i * all.size() / count]);
  return batch;
}

/// [N, 3, H, W] in [0, 1] as one row of pictures.
records::Png row_of(const Tensor& rgb) {
  const Tensor bytes = (rgb.to(torch::kCPU) * 255).round().clamp(0, 255).to(torch::kUInt8);
  const Tensor row = bytes.permute({2, 0, 3, 1}).contiguous();  // [H, N, W, 3]
  return records::encode_png(
      static_cast<int>(row.size(1) * row.size(2)), static_cast<int>(row.size(0)),
      std::span(row.data_ptr<std::uint8_t>(), static_cast<std::size_t>(row.numel())));
}

}  // namespace

Samples::Samples(const Datasets& data, const model::Convention& convention, torch::Device device)
    : convention_(convention), rgb_(pixels_of(chosen_from(*data.at(0)), device)) {}

records::Png Samples::input() const {
  const Tensor lightness = lab_of_rgb(rgb_).slice(1, 0, 1);
  return row_of(rgb_of_lab(torch::cat({lightness, torch::zeros_like(rgb_.slice(1, 0, 2))}, 1)));
}

records::Png Samples::truth() const { return row_of(rgb_); }

records::Png Samples::colorized(GraphModule& network) const {
  torch::NoGradGuard no_gradient;
  const Example example = example_of(rgb_, convention_);
  const Tensor output = network.forward(example.input, false);
  if (!convention_.predicts_ab()) return row_of(output);
  const Tensor lightness = example.input * model::kLightnessScale;
  return row_of(rgb_of_lab(torch::cat({lightness, ab_of_output(output, convention_)}, 1)));
}

}  // namespace autochrome::train
