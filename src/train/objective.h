// What training minimizes (study, section 4.7) and what is watched beside it.
#pragma once

#include <torch/torch.h>

#include "model/convention.h"
#include "train/options.h"

namespace autochrome::train {

/// A batch as the network meets it.
struct Example {
  torch::Tensor input;   ///< [N, 1, H, W], L / 100; of a classifier [N, 3, H, W], encoded sRGB
  torch::Tensor target;  ///< [N, 2 or 3, H, W] in [0, 1], by the convention; or labels [N]
  torch::Tensor ab;  ///< [N, 2, H, W], Lab units: the truth, for weights and metrics; or undefined
};

/// `rgb` is [N, 3, H, W], encoded, in [0, 1].
[[nodiscard]] Example example_of(const torch::Tensor& rgb, const model::Convention& convention);

/// a and b, in Lab units, of what the network predicted.
[[nodiscard]] torch::Tensor ab_of_output(const torch::Tensor& output,
                                         const model::Convention& convention);

/// How often colours occur, in squares of ab 10 wide as in Zhang et al. 2016 (arXiv:1603.08511),
/// section 2.2, and the weights that follow from it.
class ColorFrequency {
 public:
  ColorFrequency();

  /// Counts the pixels of `ab`, [N, 2, H, W].
  void add(const torch::Tensor& ab);

  /// For every square its weight: (half the smoothed frequency + half a uniform one) to the power
  /// of -`rebalance` (eq. 4 with λ = 0.5; there the power is -1), scaled so that a random pixel's
  /// mean weight is 1.
  [[nodiscard]] torch::Tensor weights(double rebalance) const;

 private:
  torch::Tensor counts_;
};

class Objective {
 public:
  /// `color_weights` comes from ColorFrequency; undefined for none.
  Objective(std::string loss, torch::Tensor color_weights);

  /// The mean loss, a scalar with gradient.
  [[nodiscard]] torch::Tensor operator()(const torch::Tensor& output, const Example& example) const;

 private:
  std::string loss_;
  torch::Tensor color_weights_;
};

}  // namespace autochrome::train
