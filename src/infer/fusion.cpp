#include "infer/fusion.h"

#include <algorithm>

namespace autochrome::infer {

namespace {

using graph::Node;
using graph::ValueId;

/// What `node` does to `value`, one of its inputs, if a convolution can do it.
std::optional<PostOp> as_post_op(const Node& node, ValueId value) {
  if (const auto* activate = std::get_if<graph::Activate>(&node.op)) return *activate;
  if (!std::holds_alternative<graph::Add>(node.op) || node.inputs.size() != 2) return {};
  return AddValue{node.inputs[node.inputs[0] == value ? 1 : 0]};
}

bool is_convolution(const graph::Op& op) {
  return std::holds_alternative<graph::Conv2d>(op) ||
         std::holds_alternative<graph::ConvTranspose2d>(op);
}

/// Convolutions take any number of post-ops, a batch normalization one activation.
bool takes(const graph::Op& op, const Task& task, const PostOp& post_op) {
  if (is_convolution(op)) return true;
  return std::holds_alternative<graph::BatchNorm2d>(op) && task.post_ops.empty() &&
         std::holds_alternative<graph::Activate>(post_op);
}

}  // namespace

std::vector<std::optional<ValueId>> only_readers(const graph::Graph& graph) {
  const auto nodes = graph.nodes();
  std::vector<std::optional<ValueId>> readers(nodes.size());
  std::vector<int> reads(nodes.size(), 0);
  for (ValueId id = 0; id < nodes.size(); ++id) {
    for (const ValueId read : nodes[id].inputs) {
      readers[read] = id;
      ++reads[read];
    }
  }
  for (const graph::Output& output : graph.outputs()) ++reads[output.value];
  for (ValueId id = 0; id < nodes.size(); ++id) {
    if (reads[id] != 1) readers[id].reset();
  }
  return readers;
}

std::vector<Task> fuse(const graph::Graph& graph) {
  const auto nodes = graph.nodes();
  const auto readers = only_readers(graph);
  std::vector<bool> fused(nodes.size(), false);
  std::vector<Task> tasks;
  for (ValueId id = 0; id < nodes.size(); ++id) {
    if (fused[id]) continue;
    Task task{id, id, {}};
    for (;;) {
      const auto reader = readers[task.output];
      if (!reader || fused[*reader]) break;
      const auto post_op = as_post_op(nodes[*reader], task.output);
      if (!post_op || !takes(nodes[id].op, task, *post_op)) break;
      task.post_ops.push_back(*post_op);
      task.output = *reader;
      fused[*reader] = true;
    }
    tasks.push_back(std::move(task));
  }
  std::ranges::sort(tasks, std::less<>(), &Task::output);  // behind all that is added
  return tasks;
}

}  // namespace autochrome::infer
