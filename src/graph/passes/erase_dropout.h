// Model → Model: outside of training dropout does nothing, so its readers may read its input.
#pragma once

#include "graph/graph.h"

namespace autochrome::graph {

/// The same function without Dropout nodes.
[[nodiscard]] Model erase_dropout(const Model& model);

}  // namespace autochrome::graph
