// What several of the study's networks are made of.
#pragma once

#include <string>

#include "graph/builder.h"

namespace autochrome::nets {

/// Of LeakyReLU's negative side: Keras' default, as the study trains with Keras.
inline constexpr float kSlope = 0.3F;

/// Convolution, batch normalization, leaky ReLU: [N, C, H, W] to [N, filters, H, W]. No bias, the
/// normalization's shift takes its place. Nodes "<name>.conv" and "<name>.norm".
[[nodiscard]] graph::Value leaky_block(
    graph::GraphBuilder& net, const std::string& name, graph::Value x, int filters, int kernel = 3);

}  // namespace autochrome::nets
