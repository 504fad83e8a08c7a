#include "graph/passes/erase_dropout.h"

namespace autochrome::graph {

Model erase_dropout(const Model& model) {
  std::vector<Node> kept;
  std::vector<ValueId> place;
  for (const Node& node : model.graph.nodes()) {
    if (std::holds_alternative<Dropout>(node.op)) {
      place.push_back(place[node.inputs[0]]);
      continue;
    }
    Node copy = node;
    for (ValueId& id : copy.inputs) id = place[id];
    place.push_back(static_cast<ValueId>(kept.size()));
    kept.push_back(std::move(copy));
  }
  std::vector<Output> outputs(model.graph.outputs().begin(), model.graph.outputs().end());
  for (Output& output : outputs) output.value = place[output.value];
  return {model.net, model.config, Graph(std::move(kept), std::move(outputs)), model.weights};
}

}  // namespace autochrome::graph
