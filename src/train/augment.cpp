#include "train/augment.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "train/upload.h"

namespace autochrome::train {

namespace {

using torch::Tensor;

float between(Random& random, float low, float high) {
  return low + (high - low) * static_cast<float>(random.uniform());
}

/// One value a picture, shaped to broadcast over [N, H, W].
template <class Field>
Tensor column(const std::vector<Augmentation>& draws, Field field, const Tensor& like) {
  std::vector<float> values;
  for (const Augmentation& draw : draws) values.push_back(static_cast<float>(field(draw)));
  return uploaded(torch::tensor(values), like.device()).reshape({-1, 1, 1});
}

}  // namespace

Augmentation draw(const TrainOptions& options, Random& random) {
  // Each is drawn whether used or not, so that one option does not change another's luck.
  const float hue = between(random, -options.hue, options.hue);
  const float contrast = between(random, 1 - options.contrast, 1 + options.contrast);
  const bool flip = random.uniform() < 0.5;
  Augmentation drawn{.hue = hue, .contrast = contrast, .flip = options.flip && flip};
  // Only where it is used: trainings from before there was this can be repeated.
  if (options.shift > 0 || options.zoom > 0) {
    drawn.shift_x = between(random, -options.shift, options.shift);
    drawn.shift_y = between(random, -options.shift, options.shift);
    drawn.zoom = between(random, 1 - options.zoom, 1 + options.zoom);
  }
  return drawn;
}

Tensor with_hue_shifted(const Tensor& rgb, const Tensor& turns) {
  const Tensor value = std::get<0>(rgb.max(1));
  const Tensor chroma = value - std::get<0>(rgb.min(1));
  const Tensor safe = chroma.clamp_min(1e-12);
  const Tensor red = rgb.select(1, 0);
  const Tensor green = rgb.select(1, 1);
  const Tensor blue = rgb.select(1, 2);
  const Tensor sixths =
      torch::where(value == red, (green - blue) / safe,
                   torch::where(value == green, (blue - red) / safe + 2, (red - green) / safe + 4));
  const Tensor hue = sixths + turns * 6;
  // A channel is the value less chroma times a trapezoid of the hue, shifted by a third of the
  // circle for each.
  const auto channel = [&](double offset) {
    const Tensor place = torch::remainder(hue + offset, 6);
    return value - chroma * torch::min(place, 4 - place).clamp(0, 1);
  };
  return torch::stack({channel(5), channel(3), channel(1)}, 1);
}

Tensor with_contrast(const Tensor& rgb, const Tensor& factor) {
  const Tensor mean = rgb.mean({2, 3}, /*keepdim=*/true);
  return ((rgb - mean) * factor.unsqueeze(1) + mean).clamp(0, 1);
}

Tensor placed(const Tensor& rgb, const std::vector<Augmentation>& draws) {
  // Where a pixel of the result lies in the picture, whose sides span -1 to 1.
  std::vector<float> maps;
  for (const Augmentation& draw : draws) {
    const float step = 1 / draw.zoom;
    const std::array<float, 6> map = {step, 0, -2 * draw.shift_x, 0, step, -2 * draw.shift_y};
    maps.insert(maps.end(), map.begin(), map.end());
  }
  const Tensor theta = uploaded(torch::tensor(maps), rgb.device()).reshape({-1, 2, 3});
  constexpr std::int64_t kBilinear = 0;
  constexpr std::int64_t kBorder = 1;
  return torch::grid_sampler(rgb, torch::affine_grid_generator(theta, rgb.sizes(), false),
                             kBilinear, kBorder, /*align_corners=*/false);
}

Tensor augmented(Tensor rgb, const std::vector<Augmentation>& draws) {
  const auto any = [&draws](auto&& used) { return std::any_of(draws.begin(), draws.end(), used); };
  if (any([](const Augmentation& draw) { return draw.flip; })) {
    const Tensor flips = column(
                             draws, [](const auto& draw) { return draw.flip; }, rgb) > 0;
    rgb = torch::where(flips.unsqueeze(1), rgb.flip({3}), rgb);
  }
  const auto moves = [](const Augmentation& draw) {
    return draw.shift_x != 0 || draw.shift_y != 0 || draw.zoom != 1;
  };
  if (any(moves)) rgb = placed(rgb, draws);
  if (any([](const Augmentation& draw) { return draw.hue != 0; })) {
    rgb = with_hue_shifted(rgb, column(
                                    draws, [](const auto& draw) { return draw.hue; }, rgb));
  }
  if (any([](const Augmentation& draw) { return draw.contrast != 1; })) {
    rgb = with_contrast(rgb, column(
                                 draws, [](const auto& draw) { return draw.contrast; }, rgb));
  }
  return rgb;
}

}  // namespace autochrome::train
