#include "infer/network.h"

#include <utility>

#include "graph/passes/erase_dropout.h"

namespace autochrome::infer {

Network::Network(graph::FoldedGraph folded, std::shared_ptr<const Weights> weights)
    : folded_(std::move(folded)),
      weights_(std::move(weights)),
      tasks_(fuse(folded_.graph)),
      packed_(folded_, weights_) {}

std::shared_ptr<Network> shared_network(const graph::Model& model, bool dropout) {
  const std::string key = (dropout ? "with dropout\n" : "") + to_text(model.graph);
  return model.weights->derived().get<Network>(key, [&] {
    const graph::Model& kept = dropout ? model : graph::erase_dropout(model);
    return std::make_shared<Network>(graph::fold_batch_norm(kept.graph), model.weights);
  });
}

}  // namespace autochrome::infer
