// The network's part of colorizing: a lightness plane of any size in, a and b of that size out.
#pragma once

#include <vector>

#include "image/plane.h"
#include "infer/session.h"
#include "model/model_file.h"

namespace autochrome::colorize {

/// a and b in Lab units, the model's gain applied, row-major, of the size of the lightness they
/// were found for.
struct NetworkColors {
  std::vector<float> a;
  std::vector<float> b;
};

/// What a plane of this size is padded to, as the network's input.
[[nodiscard]] Shape input_shape(image::PlaneSize lightness, int multiple) noexcept;

/// Pads the plane to what the network can take, by repeating its last row and column, runs the
/// network and reads its answer by the model's convention. `session` was built from `model`.
/// Throws ModelError when the answer is not finite.
[[nodiscard]] NetworkColors network_colors(const image::Plane& lightness,
                                           const model::TrainedModel& model,
                                           infer::Session& session);

}  // namespace autochrome::colorize
