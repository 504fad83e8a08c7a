#include "colorize/network_colors.h"

#include <algorithm>
#include <cmath>

#include "base/division.h"
#include "base/error.h"
#include "color/lab.h"

namespace autochrome::colorize {

namespace {

Tensor padded_input(const image::Plane& lightness, int multiple) {
  Tensor input(input_shape({lightness.width, lightness.height}, multiple));
  for (int y = 0; y < input.shape().h; ++y) {
    const float* row = lightness.row(std::min(y, lightness.height - 1));
    for (int x = 0; x < input.shape().w; ++x) {
      input.at(0, 0, y, x) = row[std::min(x, lightness.width - 1)] / model::kLightnessScale;
    }
  }
  return input;
}

color::Lab answer_at(const Tensor& output, const model::Convention& convention, int y, int x) {
  if (convention.predicts_ab()) {
    return {0, model::ab_of_output(output.at(0, 0, y, x)),
            model::ab_of_output(output.at(0, 1, y, x))};
  }
  return color::to_lab({output.at(0, 0, y, x), output.at(0, 1, y, x), output.at(0, 2, y, x)});
}

}  // namespace

Shape input_shape(image::PlaneSize lightness, int multiple) noexcept {
  return {1, 1, rounded_up(lightness.height, multiple), rounded_up(lightness.width, multiple)};
}

NetworkColors network_colors(const image::Plane& lightness,
                             const model::TrainedModel& model,
                             infer::Session& session) {
  const Tensor input = padded_input(lightness, model.network.graph.spatial_multiple());
  const Shape& shape = input.shape();
  Tensor output({1, model.convention.outputs(), shape.h, shape.w});
  const ConstTensorView in = input.view();
  const TensorView out = output.view();
  session.run({&in, 1}, {&out, 1});
  NetworkColors colors;
  colors.a.reserve(lightness.values.size());
  colors.b.reserve(lightness.values.size());
  for (int y = 0; y < lightness.height; ++y) {
    for (int x = 0; x < lightness.width; ++x) {
      const color::Lab answer = answer_at(output, model.convention, y, x);
      if (!std::isfinite(answer.a) || !std::isfinite(answer.b)) {
        throw ModelError("the network's answer is not a number: its weights are damaged");
      }
      colors.a.push_back(model.convention.gain * answer.a);
      colors.b.push_back(model.convention.gain * answer.b);
    }
  }
  return colors;
}

}  // namespace autochrome::colorize
