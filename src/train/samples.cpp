#include "train/samples.h"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "train/objective.h"
#include "train/tensor_color.h"

namespace autochrome::train {

namespace {

using torch::Tensor;

constexpr std::size_t kMost = 8;
constexpr std::int64_t kMostShown =
    256;  // side: a strip an epoch is kept in memory and in the page

/// Of the first file that has any.
Batch chosen_from(const Datasets& data) {
  for (const auto& file : data) {
    const auto all = file->indices(dataset::Split::Validation);
    if (all.empty()) continue;
    const std::size_t count = std::min(kMost, all.size());
    Batch batch{file.get(), {}};
    for (std::size_t i = 0; i < count; ++i) batch.pictures.push_back(all[i * all.size() / count]);
    return batch;
  }
  throw std::logic_error("no file has validation pictures");
}

/// [N, 3, H, W] in [0, 1] as one row of pictures, reduced where they are large.
records::Png row_of(const Tensor& rgb) {
  const std::int64_t side = std::min(rgb.size(2), kMostShown);
  const Tensor shown = side == rgb.size(2) ? rgb : torch::adaptive_avg_pool2d(rgb, {side, side});
  const Tensor bytes = (shown.to(torch::kCPU) * 255).round().clamp(0, 255).to(torch::kUInt8);
  const Tensor row = bytes.permute({2, 0, 3, 1}).contiguous();  // [H, N, W, 3]
  return records::encode_png(
      static_cast<int>(row.size(1) * row.size(2)), static_cast<int>(row.size(0)),
      std::span(row.data_ptr<std::uint8_t>(), static_cast<std::size_t>(row.numel())));
}

}  // namespace

Samples::Samples(const Datasets& data, const model::Convention& convention, torch::Device device)
    : convention_(convention), rgb_(pixels_of(chosen_from(data), device)) {}

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
