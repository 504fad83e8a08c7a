// Who reads what in a graph: what a single reader may take over, several must share.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace autochrome::graph {

/// How many nodes and outputs read each value.
[[nodiscard]] std::vector<int> count_readers(const Graph& graph);

}  // namespace autochrome::graph
