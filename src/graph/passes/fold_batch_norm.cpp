#include "graph/passes/fold_batch_norm.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace autochrome::graph {
namespace {

std::vector<int> count_readers(const Graph& graph) {
  std::vector<int> readers(graph.nodes().size(), 0);
  for (const Node& node : graph.nodes()) {
    for (const ValueId id : node.inputs) ++readers[id];
  }
  for (const Output& output : graph.outputs()) ++readers[output.value];
  return readers;
}

/// Where a convolution has its bias flag; null for any other op.
bool* bias_of(Op& op) {
  if (auto* conv = std::get_if<Conv2d>(&op)) return &conv->bias;
  if (auto* conv = std::get_if<ConvTranspose2d>(&op)) return &conv->bias;
  return nullptr;
}

/// How many weights of one output channel lie together: those of all inputs, or, transposed, those
/// of one.
std::size_t run_of(const Op& op, const Parameter& weight) {
  const std::size_t leading = std::holds_alternative<ConvTranspose2d>(op) ? 2 : 1;
  std::size_t run = 1;
  for (std::size_t i = leading; i < weight.dims.size(); ++i) {
    run *= static_cast<std::size_t>(weight.dims[i]);
  }
  return run;
}

void absorb(const Affine& affine, const Node& conv, bool had_bias, Weights& weights) {
  Parameter weight = weights.at(conv.name + ".weight");
  const std::size_t channels = affine.scale.size();
  const std::size_t run = run_of(conv.op, weight);
  for (std::size_t i = 0; i < weight.values.size(); ++i) {
    weight.values[i] *= affine.scale[i / run % channels];
  }
  Parameter bias{{static_cast<std::int64_t>(channels)}, affine.shift};
  if (had_bias) {
    const auto& old = weights.at(conv.name + ".bias").values;
    for (std::size_t c = 0; c < channels; ++c) bias.values[c] += affine.scale[c] * old[c];
  }
  weights.set(conv.name + ".weight", std::move(weight));
  weights.set(conv.name + ".bias", std::move(bias));
}

void copy_parameters(const Node& node, const Weights& from, Weights& to) {
  for (const ParamSpec& spec : params_of(node.op)) {
    const std::string name = parameter_name(node, spec);
    to.set(name, from.at(name));
  }
}

}  // namespace

Affine affine_of(const Node& node, const BatchNorm2d& norm, const Weights& weights) {
  const auto values = [&](const char* suffix) -> const std::vector<float>& {
    return weights.at(node.name + "." + suffix).values;
  };
  Affine affine;
  for (std::size_t c = 0; c < static_cast<std::size_t>(norm.channels); ++c) {
    const float scale = values("weight")[c] / std::sqrt(values("running_var")[c] + norm.epsilon);
    affine.scale.push_back(scale);
    affine.shift.push_back(values("bias")[c] - scale * values("running_mean")[c]);
  }
  return affine;
}

Model fold_batch_norm(const Model& model) {
  const auto nodes = model.graph.nodes();
  const auto readers = count_readers(model.graph);
  std::vector<Node> folded;
  std::vector<ValueId> place(nodes.size());
  Weights weights;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    const auto* norm = std::get_if<BatchNorm2d>(&node.op);
    if (norm != nullptr && readers[node.inputs[0]] == 1) {
      Node& before = folded[place[node.inputs[0]]];
      if (bool* const bias = bias_of(before.op)) {
        absorb(affine_of(node, *norm, *model.weights), before, *bias, weights);
        *bias = true;
        place[i] = place[node.inputs[0]];
        continue;
      }
    }
    copy_parameters(node, *model.weights, weights);
    Node copy = node;
    for (ValueId& id : copy.inputs) id = place[id];
    place[i] = static_cast<ValueId>(folded.size());
    folded.push_back(std::move(copy));
  }
  std::vector<Output> outputs(model.graph.outputs().begin(), model.graph.outputs().end());
  for (Output& output : outputs) output.value = place[output.value];
  return {model.net, model.config, Graph(std::move(folded), std::move(outputs)),
          std::make_shared<const Weights>(std::move(weights))};
}

}  // namespace autochrome::graph
