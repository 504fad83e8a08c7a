// A scale and a shift a channel, and an activation: batch normalization that no convolution
// absorbed.
#pragma once

#include <optional>
#include <span>

#include "graph/op.h"
#include "kernels/layout.h"

namespace autochrome::kernels {

struct Affine {
  Shape shape;  ///< one picture
  Layout layout;
  std::span<const float> scale;  ///< for every padded channel of `layout`
  std::span<const float> shift;  ///< as many
  std::optional<graph::Activate> activate = {};
};

/// to = activate(scale · from + shift).
void affine(const Affine& affine, const float* from, float* to);

}  // namespace autochrome::kernels
