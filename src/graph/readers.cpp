#include "graph/readers.h"

namespace autochrome::graph {

std::vector<int> count_readers(const Graph& graph) {
  std::vector<int> readers(graph.nodes().size(), 0);
  for (const Node& node : graph.nodes()) {
    for (const ValueId id : node.inputs) ++readers[id];
  }
  for (const Output& output : graph.outputs()) ++readers[output.value];
  return readers;
}

}  // namespace autochrome::graph
