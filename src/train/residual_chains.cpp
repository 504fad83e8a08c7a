#include "train/residual_chains.h"

#include <algorithm>

#include "graph/readers.h"

namespace autochrome::train {

namespace {

using graph::ValueId;

class Finder {
 public:
  Finder(const graph::Graph& graph, int channels)
      : graph_(graph), readers_(graph::count_readers(graph)), channels_(channels) {}

  [[nodiscard]] std::vector<ResidualChain> chains() const {
    std::vector<ResidualChain> open;
    std::vector<ResidualChain> chains;
    for (ValueId id = 0; id < graph_.nodes().size(); ++id) {
      if (const std::optional<ResidualChain> layer = layer_ending_at(id)) {
        const auto before = std::ranges::find_if(
            open, [&](const ResidualChain& chain) { return continues(chain, *layer); });
        if (before != open.end()) {
          before->layers.push_back(layer->layers[0]);
        } else {
          open.push_back(*layer);
        }
      }
      for (const ResidualChain& chain : open) {
        if (const std::optional<ResidualChain> whole = ended_at(id, chain)) {
          chains.push_back(*whole);
        }
      }
    }
    return chains;
  }

 private:
  [[nodiscard]] const graph::Node& node(ValueId id) const { return graph_.nodes()[id]; }

  /// Its normalization and its addition are all that read what the chain gives.
  [[nodiscard]] bool continues(const ResidualChain& chain, const ResidualChain& layer) const {
    return chain.layers.back().add == layer.input && readers_[layer.input] == 2 &&
           chain.slope == layer.slope && chain.epsilon == layer.epsilon;
  }

  [[nodiscard]] bool fits(ValueId id) const {
    const auto* conv = std::get_if<graph::Conv2d>(&node(id).op);
    return conv != nullptr && readers_[id] == 1 && conv->in == channels_ &&
           conv->out == channels_ && conv->kernel == 1 && conv->stride == 1 && conv->groups == 1 &&
           conv->pad_begin == 0 && conv->pad_end == 0 && conv->bias;
  }

  [[nodiscard]] std::optional<float> activation(ValueId id) const {
    if (readers_[id] != 1) return {};
    const std::optional<float> slope = slope_of(node(id).op);
    return slope && *slope >= 0 && *slope <= 1 ? slope : std::nullopt;
  }

  /// The chain with its end, if that is the activation `id`.
  [[nodiscard]] std::optional<ResidualChain> ended_at(ValueId id, ResidualChain chain) const {
    const ValueId add = chain.layers.back().add;
    if (slope_of(node(id).op) != chain.slope || readers_[add] != 1) return {};
    const ValueId norm = node(id).inputs[0];
    const auto* batch_norm = std::get_if<graph::BatchNorm2d>(&node(norm).op);
    if (batch_norm == nullptr || readers_[norm] != 1 || node(norm).inputs[0] != add ||
        batch_norm->epsilon != chain.epsilon) {
      return {};
    }
    // A network's result is computed in float32, whatever is before it.
    if (graph_.outputs()[0].value == id) return {};
    chain.last_norm = norm;
    chain.output = id;
    return chain;
  }

  [[nodiscard]] std::optional<ResidualChain> layer_ending_at(ValueId add) const {
    if (!std::holds_alternative<graph::Add>(node(add).op)) return {};
    const std::vector<ValueId>& added = node(add).inputs;
    if (added.size() != 2 || added[0] == added[1]) return {};
    for (const std::size_t past : {0, 1}) {
      const ValueId conv2 = added[1 - past];
      if (!fits(conv2)) continue;
      const ValueId second = node(conv2).inputs[0];
      const std::optional<float> slope = activation(second);
      if (!slope || !fits(node(second).inputs[0])) continue;
      const ValueId conv1 = node(second).inputs[0];
      const ValueId first = node(conv1).inputs[0];
      if (activation(first) != slope) continue;
      const ValueId norm = node(first).inputs[0];
      const auto* batch_norm = std::get_if<graph::BatchNorm2d>(&node(norm).op);
      if (batch_norm == nullptr || readers_[norm] != 1) continue;
      if (node(norm).inputs[0] != added[past]) continue;
      return ResidualChain{.input = added[past],
                           .layers = {{norm, first, conv1, second, conv2, add}},
                           .slope = *slope,
                           .epsilon = batch_norm->epsilon};
    }
    return {};
  }

  const graph::Graph& graph_;
  std::vector<int> readers_;
  int channels_;
};

}  // namespace

std::vector<ValueId> ResidualChain::values() const {
  std::vector<ValueId> values;
  for (const ResidualLayerNodes& layer : layers) {
    const auto all = layer.all();
    values.insert(values.end(), all.begin(), all.end());
  }
  values.insert(values.end(), {last_norm, output});
  return values;
}

std::vector<ResidualChain> residual_chains(const graph::Graph& graph, int channels) {
  return Finder(graph, channels).chains();
}

std::optional<float> slope_of(const graph::Op& op) {
  const auto* activate = std::get_if<graph::Activate>(&op);
  if (activate == nullptr) return {};
  if (activate->kind == graph::Activation::Relu) return 0.0F;
  if (activate->kind == graph::Activation::LeakyRelu) return activate->slope;
  return {};
}

}  // namespace autochrome::train
