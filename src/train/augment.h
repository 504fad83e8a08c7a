// The study's augmentations (sections 3 and 5.2), meaning what TensorFlow's tf.image means by them,
// and shifts and zooms; one draw a picture. Batches [N, 3, H, W] of encoded sRGB in [0, 1], on any
// device.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "base/random.h"
#include "train/options.h"

namespace autochrome::train {

/// What happens to one picture.
struct Augmentation {
  float hue = 0;       ///< added to the hue, in turns of the circle
  float contrast = 1;  ///< factor of the distance from each channel's mean
  bool flip = false;
  float shift_x = 0;  ///< to the right, as a part of the side
  float shift_y = 0;  ///< down
  float zoom = 1;     ///< above 1 the picture shows less, and larger
};

/// Uniform in the ranges that the options give.
[[nodiscard]] Augmentation draw(const TrainOptions& options, Random& random);

/// tf.image.adjust_hue: RGB to HSV, hue moved, and back.
[[nodiscard]] torch::Tensor with_hue_shifted(const torch::Tensor& rgb, const torch::Tensor& turns);

/// tf.image.adjust_contrast: (x - mean) · factor + mean, the mean by picture and channel; not
/// clipped there, clipped to [0, 1] here, as a picture is.
[[nodiscard]] torch::Tensor with_contrast(const torch::Tensor& rgb, const torch::Tensor& factor);

/// Each picture moved and enlarged about its centre as its draw says, sampled bilinearly; beyond
/// its border it goes on as it ends.
[[nodiscard]] torch::Tensor placed(const torch::Tensor& rgb,
                                   const std::vector<Augmentation>& draws);

/// All of them, each picture by its own draw.
[[nodiscard]] torch::Tensor augmented(torch::Tensor rgb, const std::vector<Augmentation>& draws);

}  // namespace autochrome::train
