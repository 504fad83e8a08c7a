#include "evaluate/recognizer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "image/plane.h"
#include "tensor/tensor.h"

namespace autochrome::evaluate {

namespace {

constexpr float kFullScale = 255.0F;
constexpr std::size_t kChannels = 3;

/// [1, 3, side, side] in [0, 1].
Tensor input_of(std::span<const std::uint8_t> rgb, int size, int side) {
  Tensor input({1, kChannels, side, side});
  for (std::size_t c = 0; c < kChannels; ++c) {
    image::Plane plane{std::vector<float>(rgb.size() / kChannels), size, size};
    for (std::size_t i = 0; i < plane.values.size(); ++i) {
      plane.values[i] = static_cast<float>(rgb[i * kChannels + c]) / kFullScale;
    }
    if (side != size) plane = image::reduce(plane, {side, side});
    std::ranges::copy(plane.values, input.plane(0, static_cast<std::int64_t>(c)).begin());
  }
  return input;
}

std::vector<float> softmax(std::span<const float> logits) {
  const float largest = *std::max_element(logits.begin(), logits.end());
  std::vector<float> shares;
  float sum = 0;
  for (const float logit : logits) sum += shares.emplace_back(std::exp(logit - largest));
  for (float& share : shares) share /= sum;
  return shares;
}

/// Of the output with that name.
std::int64_t channels_of(const model::TrainedModel& classifier, std::size_t output) {
  const graph::Graph& graph = classifier.network.graph;
  const auto shapes = graph.infer_shapes(graph.input_shapes(classifier.convention.size));
  return shapes[graph.outputs()[output].value].c;
}

}  // namespace

Recognizer::Recognizer(std::shared_ptr<const model::TrainedModel> classifier)
    : classifier_(std::move(classifier)),
      session_(classifier_->network, {.threads = 1}),
      features_(channels_of(*classifier_, 1)) {}

Recognized Recognizer::look_at(std::span<const std::uint8_t> rgb, int size) {
  const Tensor input = input_of(rgb, size, classifier_->convention.size);
  Tensor logits({1, static_cast<std::int64_t>(classifier_->classes.size()), 1, 1});
  Tensor features({1, features_, 1, 1});
  const ConstTensorView in = input.view();
  const std::array outputs = {logits.view(), features.view()};
  session_.run({&in, 1}, outputs);
  const auto finite = [](float value) { return std::isfinite(value); };
  if (!std::ranges::all_of(logits.values(), finite)) {
    throw ModelError("the classifier's answer is not a number: its weights are damaged");
  }
  return {softmax(logits.values()), {features.values().begin(), features.values().end()}};
}

}  // namespace autochrome::evaluate
