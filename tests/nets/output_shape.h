// The shape that a network of one input and one output makes of a picture's.
#pragma once

#include "graph/graph.h"

namespace autochrome::nets {

inline Shape output_for(const graph::Graph& graph, Shape input) {
  const auto shapes = graph.infer_shapes({&input, 1});
  return shapes[graph.outputs()[0].value];
}

}  // namespace autochrome::nets
