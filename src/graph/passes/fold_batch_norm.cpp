#include "graph/passes/fold_batch_norm.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "graph/readers.h"

namespace autochrome::graph {
namespace {

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

std::vector<Affine> absorbed(const FoldedGraph& folded, const Node& conv, const Weights& weights) {
  std::vector<Affine> all;
  const auto found = folded.norms.find(conv.name);
  if (found == folded.norms.end()) return all;
  for (const Node& norm : found->second) {
    all.push_back(affine_of(norm, std::get<BatchNorm2d>(norm.op), weights));
  }
  return all;
}

std::int64_t outputs_of(const Op& op) {
  if (const auto* conv = std::get_if<Conv2d>(&op)) return conv->out;
  return std::get<ConvTranspose2d>(op).out;
}

void copy_parameters(const Node& node, const Weights& from, Weights& to) {
  for (const ParamSpec& spec : params_of(node.op)) {
    const std::string name = parameter_name(node, spec);
    to.set(name, from.read(name));
  }
}

}  // namespace

Affine affine_of(const Node& node, const BatchNorm2d& norm, const Weights& weights) {
  const auto values = [&](const char* suffix) {
    return weights.read(node.name + "." + suffix).values;
  };
  const auto [weight, bias] = std::pair(values("weight"), values("bias"));
  const auto [mean, variance] = std::pair(values("running_mean"), values("running_var"));
  Affine affine;
  for (std::size_t c = 0; c < static_cast<std::size_t>(norm.channels); ++c) {
    const float scale = weight[c] / std::sqrt(variance[c] + norm.epsilon);
    affine.scale.push_back(scale);
    affine.shift.push_back(bias[c] - scale * mean[c]);
  }
  return affine;
}

FoldedGraph fold_batch_norm(const Graph& graph) {
  const auto nodes = graph.nodes();
  const auto readers = count_readers(graph);
  std::vector<Node> kept;
  std::vector<ValueId> place(nodes.size());
  std::map<std::string, std::vector<Node>, std::less<>> norms;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    if (std::holds_alternative<BatchNorm2d>(node.op) && readers[node.inputs[0]] == 1) {
      Node& before = kept[place[node.inputs[0]]];
      if (bool* const bias = bias_of(before.op)) {
        norms[before.name].push_back(node);
        *bias = true;
        place[i] = place[node.inputs[0]];
        continue;
      }
    }
    Node copy = node;
    for (ValueId& id : copy.inputs) id = place[id];
    place[i] = static_cast<ValueId>(kept.size());
    kept.push_back(std::move(copy));
  }
  std::vector<Output> outputs(graph.outputs().begin(), graph.outputs().end());
  for (Output& output : outputs) output.value = place[output.value];
  return {Graph(std::move(kept), std::move(outputs)), std::move(norms)};
}

Parameter folded_weight(const FoldedGraph& folded, const Node& conv, const Weights& weights) {
  Parameter weight = weights.read(conv.name + ".weight");
  const std::size_t run = run_of(conv.op, weight);
  for (const Affine& affine : absorbed(folded, conv, weights)) {
    std::size_t channel = 0;
    for (std::size_t first = 0; first < weight.values.size(); first += run) {
      const std::size_t end = std::min(first + run, weight.values.size());
      for (std::size_t i = first; i < end; ++i) weight.values[i] *= affine.scale[channel];
      channel = (channel + 1) % affine.scale.size();
    }
  }
  return weight;
}

Parameter folded_bias(const FoldedGraph& folded, const Node& conv, const Weights& weights) {
  const std::string name = conv.name + ".bias";
  const std::int64_t count = outputs_of(conv.op);
  Parameter bias{{count}, std::vector<float>(static_cast<std::size_t>(count))};
  if (weights.contains(name)) bias = weights.read(name);
  for (const Affine& affine : absorbed(folded, conv, weights)) {
    for (std::size_t c = 0; c < bias.values.size(); ++c) {
      bias.values[c] = affine.shift[c] + affine.scale[c] * bias.values[c];
    }
  }
  return bias;
}

Model fold_batch_norm(const Model& model) {
  FoldedGraph folded = fold_batch_norm(model.graph);
  Weights weights;
  for (Node node : folded.graph.nodes()) {
    const bool* const bias = bias_of(node.op);
    if (bias == nullptr) {
      copy_parameters(node, *model.weights, weights);
      continue;
    }
    weights.set(node.name + ".weight", folded_weight(folded, node, *model.weights));
    if (*bias) weights.set(node.name + ".bias", folded_bias(folded, node, *model.weights));
  }
  return {model.net, model.config, std::move(folded.graph),
          std::make_shared<const Weights>(std::move(weights))};
}

}  // namespace autochrome::graph
