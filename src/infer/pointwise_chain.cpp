#include "infer/pointwise_chain.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "graph/passes/fold_batch_norm.h"
#include "infer/own_epilogue.h"
#include "kernels/parallel.h"
#include "kernels/pointwise.h"

namespace autochrome::infer {

namespace {

using graph::ValueId;

// Below these, additions and copies take what fewer products save.
constexpr std::int64_t kFewestHalvedChannels = 128;
constexpr std::int64_t kFewestPixels = 256;

bool suits(const graph::Conv2d& conv, const Shape& shape, kernels::Instructions instructions) {
  const kernels::PointwiseUnit unit = pointwise_unit(instructions);
  return conv.kernel == 1 && conv.stride == 1 && conv.groups == 1 && conv.pad_begin == 0 &&
         conv.pad_end == 0 && conv.in % unit.inputs == 0 && conv.out % unit.outputs == 0 &&
         shape.plane() >= kFewestPixels;
}

/// Whether it is worth halving.
bool is_wide(const graph::Conv2d& conv, kernels::Instructions instructions) {
  const kernels::PointwiseUnit unit = pointwise_unit(instructions);
  return conv.in % (2 * unit.inputs) == 0 && conv.out % (2 * unit.outputs) == 0 &&
         std::min(conv.in, conv.out) >= kFewestHalvedChannels;
}

const graph::Conv2d& convolution_of(const graph::Graph& graph, const Task& task) {
  return std::get<graph::Conv2d>(graph.nodes()[task.node].op);
}

bool is_norm(const graph::Graph& graph, const Task& task) {
  return std::holds_alternative<graph::BatchNorm2d>(graph.nodes()[task.node].op);
}

/// All of a chain that does not change from run to run, and its slots.
struct ChainStep {
  kernels::Pointwise pointwise;
  graph::Affine scaling;
  std::vector<PackedWeights::Floats> weights;
  std::vector<PackedWeights::Floats> bias;
  Slot from = 0;
  Slot to = 0;
  Slot scratch = 0;
  std::vector<Slot> added;

  [[nodiscard]] std::vector<Slot> touched() const {
    std::vector<Slot> all = added;
    all.insert(all.end(), {from, to, scratch});
    return all;
  }

  void operator()(Addresses at) const {
    std::vector<const float*> weights_at;
    std::vector<const float*> bias_at;
    std::vector<const float*> added_at;
    for (const auto& one : weights) weights_at.push_back(one->data());
    for (const auto& one : bias) bias_at.push_back(one->data());
    for (const Slot slot : added) added_at.push_back(at[slot]);
    kernels::run(pointwise, {at[from], at[to], scaling.scale.data(), scaling.shift.data(),
                             weights_at, bias_at, added_at, at[scratch]});
  }
};

void append_layer(Network& network, PlanBuilder& plan, const Task& task, ChainStep& step) {
  const graph::Conv2d& conv = convolution_of(plan.graph(), task);
  const graph::Node& node = plan.graph().nodes()[task.node];
  kernels::PointwiseLayer layer{
      .inputs = conv.in, .outputs = conv.out, .halved = is_wide(conv, step.pointwise.instructions)};
  layer.epilogue = own_epilogue(plan, task, step.added);
  auto& packed = network.packed();
  const std::string form = layer.halved ? "pointwise halves" : "pointwise";
  step.weights.push_back(packed.packed(node, form, [&](const Parameter& weight) {
    return pack_pointwise(step.pointwise.instructions, layer, weight.values);
  }));
  step.bias.push_back(packed.bias(node, conv.out));
  step.pointwise.layers.push_back(std::move(layer));
}

}  // namespace

std::size_t chain_length(const PlanBuilder& plan,
                         std::span<const std::optional<ValueId>> only_readers,
                         std::span<const Task> tasks,
                         kernels::Instructions instructions) {
  const graph::Graph& graph = plan.graph();
  const auto continues = [&](std::size_t i) {
    if (i == tasks.size()) return false;
    const auto* conv = std::get_if<graph::Conv2d>(&graph.nodes()[tasks[i].node].op);
    if (conv == nullptr || !suits(*conv, plan.shape(tasks[i].node), instructions)) return false;
    return i == 0 || only_readers[tasks[i - 1].output] == tasks[i].node;
  };
  const std::size_t first = is_norm(graph, tasks[0]) ? 1 : 0;
  std::size_t length = first;
  while (continues(length)) ++length;
  if (length == first) return 0;
  // A single one gains nothing but by halving.
  return length > 1 || is_wide(convolution_of(graph, tasks[0]), instructions) ? length : 0;
}

void lower_chain(Network& network,
                 PlanBuilder& plan,
                 std::span<const Task> chain,
                 kernels::Instructions instructions) {
  const graph::Graph& graph = plan.graph();
  const ValueId output = chain.back().output;
  ChainStep step;
  step.pointwise = {
      .instructions = instructions, .pixels = plan.shape(output).plane(), .layers = {}};
  step.from = plan.stored_as(graph.nodes()[chain[0].node].inputs[0], native_layout());
  std::vector<ValueId> nodes;
  for (const Task& task : chain) {
    nodes.push_back(task.node);
    if (!is_norm(graph, task)) {
      append_layer(network, plan, task, step);
      continue;
    }
    const graph::Node& node = graph.nodes()[task.node];
    step.scaling = graph::affine_of(node, std::get<graph::BatchNorm2d>(node.op), network.weights());
    step.pointwise.scaled = true;
    if (!task.post_ops.empty()) {
      step.pointwise.activate = std::get<graph::Activate>(task.post_ops[0]);
    }
  }
  step.to = plan.target(output, native_layout());
  step.scratch =
      plan.scratch(scratch_floats(step.pointwise, kernels::thread_count()) * sizeof(float));
  plan.set_stored(output, {step.to, native_layout()});
  const auto touched = step.touched();
  plan.emit_chain(nodes, "pointwise", touched, std::move(step));
}

}  // namespace autochrome::infer
