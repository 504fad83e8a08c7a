// A network that nobody trained, for engines to be timed and compared on: weights are random, and
// batch normalizations have the statistics that training would have left them. Without these,
// values grow from layer to layer and outputs show rounding errors that no trained network has.
#pragma once

#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "base/random.h"
#include "graph/graph.h"
#include "infer/session.h"

namespace autochrome::bench {

/// Noise in [0, 1).
inline Tensor random_pictures(const Shape& shape) {
  Random random(1);
  Tensor pictures(shape);
  for (float& value : pictures.values()) value = static_cast<float>(random.uniform());
  return pictures;
}

/// What the node reads when the network, of one input, sees noise of this size.
inline Tensor input_of(const graph::Model& model, const graph::Node& node, const Shape& shape) {
  const graph::ValueId value = node.inputs[0];
  const auto nodes = model.graph.nodes().first(value + 1);
  const graph::Model before = {
      "", Json::object(), {{nodes.begin(), nodes.end()}, {{"value", value}}}, model.weights};
  const Tensor in = random_pictures(shape);
  Tensor out(before.graph.infer_shapes({&shape, 1})[value]);
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  infer::Session(before).run({&from, 1}, {&to, 1});
  return out;
}

/// Mean and variance of every channel of one picture, as parameters.
inline std::pair<Parameter, Parameter> statistics_of(const Tensor& values) {
  const auto& shape = values.shape();
  const auto plane = static_cast<std::size_t>(shape.plane());
  std::pair<Parameter, Parameter> statistics{{{shape.c}, {}}, {{shape.c}, {}}};
  for (std::size_t c = 0; c < static_cast<std::size_t>(shape.c); ++c) {
    double sum = 0;
    double squares = 0;
    for (std::size_t i = c * plane; i < (c + 1) * plane; ++i) {
      const double value = values.values()[i];
      sum += value;
      squares += value * value;
    }
    const double mean = sum / static_cast<double>(plane);
    statistics.first.values.push_back(static_cast<float>(mean));
    statistics.second.values.push_back(
        static_cast<float>(squares / static_cast<double>(plane) - mean * mean));
  }
  return statistics;
}

inline graph::Model random_model(std::string net, graph::Graph graph) {
  constexpr std::int64_t kSide = 128;
  const std::int64_t multiple = graph.spatial_multiple();
  const Shape shape = graph.input_shapes((kSide + multiple - 1) / multiple * multiple)[0];
  auto weights = std::make_shared<Weights>(graph::initial_weights(graph, 1));
  graph::Model model{std::move(net), Json::object(), std::move(graph), weights};
  for (const graph::Node& node : model.graph.nodes()) {
    if (!std::holds_alternative<graph::BatchNorm2d>(node.op)) continue;
    auto [mean, variance] = statistics_of(input_of(model, node, shape));
    weights->set(node.name + ".running_mean", std::move(mean));
    weights->set(node.name + ".running_var", std::move(variance));
  }
  return model;
}

}  // namespace autochrome::bench
