#include "infer/plan_builder.h"

#include <algorithm>

#include "kernels/copy_channels.h"

namespace autochrome::infer {

using graph::ValueId;

PlanBuilder::PlanBuilder(const OneDnn& dnnl,
                         const graph::Graph& graph,
                         std::span<const Shape> inputs)
    : dnnl_(dnnl),
      graph_(graph),
      inputs_(inputs.begin(), inputs.end()),
      shapes_(graph_.infer_shapes(inputs)),
      stored_(graph_.nodes().size()) {
  for (std::size_t i = 0; i < graph_.outputs().size(); ++i) {
    output_slots_.push_back(slots_.output(i));
  }
}

Plan PlanBuilder::finish() && {
  std::vector<Shape> outputs;
  for (const graph::Output& output : graph_.outputs()) outputs.push_back(shapes_[output.value]);
  return {std::move(steps_), slots_.resolve(), std::move(inputs_), std::move(outputs)};
}

Slot PlanBuilder::target(ValueId id, kernels::Layout layout) {
  for (std::size_t i = 0; layout == kernels::kPlain && i < output_slots_.size(); ++i) {
    if (graph_.outputs()[i].value == id) return output_slots_[i];
  }
  return slots_.arena(layout.floats(shapes_[id]) * sizeof(float));
}

Slot PlanBuilder::stored_as(ValueId id, kernels::Layout layout) {
  if (stored_[id].layout == layout) return stored_[id].slot;
  for (const Copied& copied : copies_) {
    if (copied.id == id && copied.stored.layout == layout) return copied.stored.slot;
  }
  const Slot to = slots_.arena(layout.floats(shapes_[id]) * sizeof(float));
  emit_copy(id, id, layout, to, 0);
  copies_.push_back({id, {to, layout}});
  return to;
}

bool PlanBuilder::is_output(ValueId id) const {
  return std::ranges::any_of(graph_.outputs(),
                             [id](const graph::Output& output) { return output.value == id; });
}

void PlanBuilder::deliver(ValueId id) {
  for (std::size_t i = 0; i < output_slots_.size(); ++i) {
    if (graph_.outputs()[i].value != id || stored_[id].slot == output_slots_[i]) continue;
    emit_copy(id, id, kernels::kPlain, output_slots_[i], 0);
  }
}

void PlanBuilder::emit(ValueId id,
                       std::string kernel,
                       std::span<const Slot> touched,
                       StepFunction run) {
  for (const Slot slot : touched) slots_.touch(slot, static_cast<int>(steps_.size()));
  const graph::Node& node = graph_.nodes()[id];
  steps_.push_back(
      {node.name, std::move(kernel), graph::multiply_adds(node.op, shapes_[id]), std::move(run)});
}

void PlanBuilder::emit_chain(std::span<const ValueId> ids,
                             std::string kernel,
                             std::span<const Slot> touched,
                             StepFunction run) {
  emit(ids.front(), std::move(kernel), touched, std::move(run));
  for (const ValueId id : ids.subspan(1)) {
    const graph::Node& node = graph_.nodes()[id];
    steps_.back().name += ", " + node.name;
    steps_.back().multiply_adds += graph::multiply_adds(node.op, shapes_[id]);
  }
}

void PlanBuilder::emit_primitive(ValueId id,
                                 const dnnl::primitive& primitive,
                                 std::vector<Argument> arguments,
                                 std::vector<Constant> constants) {
  const auto wanted = scratchpad_desc(primitive);
  if (wanted.get_size() > 0) {
    arguments.push_back({DNNL_ARG_SCRATCHPAD, wanted, scratch(wanted.get_size())});
  }
  for (const Argument& one : arguments) slots_.touch(one.slot, static_cast<int>(steps_.size()));
  emit(id, implementation(primitive), {},
       execution(dnnl_, primitive, arguments, std::move(constants)));
}

void PlanBuilder::emit_copy(
    ValueId id, ValueId input, kernels::Layout layout, Slot to, std::int64_t channel) {
  const Slot from = stored_[input].slot;
  const kernels::ChannelCopy copy{shapes_[input], stored_[input].layout, shapes_[id].c, channel,
                                  layout};
  emit(id, "copy", {from, to}, [=](Addresses at) { copy_channels(copy, at[from], at[to]); });
  steps_.back().multiply_adds = 0;
}

bool PlanBuilder::place_within(
    ValueId part, ValueId whole, kernels::Layout layout, Slot to, std::int64_t channel) {
  const std::int64_t channels = shapes_[part].c;
  const bool whole_blocks = channels % layout.block == 0 || channel + channels == shapes_[whole].c;
  if (stored_[part].layout != layout || channel % layout.block != 0 || !whole_blocks) return false;
  const auto offset = static_cast<std::size_t>(channel * shapes_[whole].plane()) * sizeof(float);
  return slots_.place_within(stored_[part].slot, to, offset);
}

}  // namespace autochrome::infer
