// Networks and pictures for parity tests: random values, the same in every run.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/random.h"
#include "graph/graph.h"
#include "tensor/tensor.h"

namespace autochrome {

inline Tensor random_tensor(const Shape& shape, std::uint64_t seed) {
  Random random(seed);
  Tensor tensor(shape);
  for (float& value : tensor.values()) value = static_cast<float>(random.normal());
  return tensor;
}

/// The graph with random parameters, among them running statistics that normalize nothing away.
inline graph::Model random_model(graph::Graph graph, std::uint64_t seed) {
  Random random(seed);
  Weights weights;
  for (const auto& [name, initial] : graph::initial_weights(graph, seed)) {
    Parameter parameter = initial;
    if (parameter.dims.size() == 1) {
      for (float& value : parameter.values) value = static_cast<float>(0.3 + random.uniform());
    }
    weights.set(name, std::move(parameter));
  }
  return {"", Json::object(), std::move(graph),
          std::make_shared<const Weights>(std::move(weights))};
}

}  // namespace autochrome
