// What tests ask of a network of one input and one output.
#pragma once

#include <string>

#include "graph/graph.h"

namespace autochrome::nets {

/// The study's picture.
inline constexpr Shape kPicture{1, 1, 128, 128};

inline Shape output_for(const graph::Graph& graph, Shape input) {
  const auto shapes = graph.infer_shapes({&input, 1});
  return shapes[graph.outputs()[0].value];
}

/// How often `part` stands in a graph's text.
inline std::int64_t count(const std::string& text, const std::string& part) {
  std::int64_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace autochrome::nets
