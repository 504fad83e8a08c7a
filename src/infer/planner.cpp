#include "infer/planner.h"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "base/error.h"
#include "graph/passes/erase_dropout.h"
#include "graph/passes/fold_batch_norm.h"
#include "graph/visit.h"
#include "infer/convolution.h"
#include "infer/kernels/affine.h"
#include "infer/kernels/copy_channels.h"
#include "infer/kernels/enlarge.h"
#include "infer/kernels/narrow_conv.h"

namespace autochrome::infer {

namespace {

using graph::ValueId;

/// A value as some step left it.
struct Stored {
  Slot slot = 0;
  Layout layout;
};

/// Goes through the tasks once and writes down the steps. Layouts follow from the convolutions;
/// where a reader wants another layout than the writer chose, a copy is put between.
class Planner {
 public:
  Planner(Network& network, std::span<const Shape> inputs)
      : network_(network),
        graph_(network.graph()),
        inputs_(inputs.begin(), inputs.end()),
        shapes_(graph_.infer_shapes(inputs)),
        stored_(graph_.nodes().size()) {
    for (std::size_t i = 0; i < graph_.outputs().size(); ++i) {
      output_slots_.push_back(slots_.output(i));
    }
  }

  Plan run() && {
    for (const Task& task : network_.tasks()) {
      try {
        lower(task);
        deliver(task.output);
      } catch (const dnnl::error& error) {
        std::throw_with_nested(Error(fmt::format("oneDNN cannot run node '{}' at {}: {}",
                                                 graph_.nodes()[task.node].name,
                                                 to_text(shapes_[task.node]), error.what())));
      }
    }
    std::vector<Shape> outputs;
    for (const graph::Output& output : graph_.outputs()) outputs.push_back(shapes_[output.value]);
    return {std::move(steps_), slots_.resolve(), std::move(inputs_), std::move(outputs)};
  }

 private:
  void lower(const Task& task) {
    const graph::Node& node = graph_.nodes()[task.node];
    std::visit(
        graph::Cases{[&](const graph::Input&) { lower_input(task.node); },
                     [&](const graph::Conv2d& conv) { lower_convolution(task, conv); },
                     [&](const graph::ConvTranspose2d& conv) { lower_transposed(task.node, conv); },
                     [&](const graph::BatchNorm2d& norm) { lower_norm(task.node, norm); },
                     [&](const graph::Activate& activate) { lower_activate(task.node, activate); },
                     [&](const graph::MaxPool2d& pool) { lower_pool(task.node, pool); },
                     [&](const graph::Resize& resize) { lower_resize(task.node, resize); },
                     [&](const graph::Dropout&) { throw std::logic_error("dropout is erased"); },
                     [&](const graph::Concat&) { lower_concat(task.node); },
                     [&](const graph::Add&) { lower_add(task.node); }},
        node.op);
  }

  void lower_input(ValueId id) { stored_[id] = {slots_.input(next_input_++), kPlain}; }

  void lower_convolution(const Task& task, const graph::Conv2d& conv) {
    if (is_narrow(conv) && (task.post_ops.empty() || activates_only(task))) {
      lower_narrow(task, conv);
    } else {
      lower_wide(task, conv);
    }
  }

  [[nodiscard]] static bool activates_only(const Task& task) {
    return task.post_ops.size() == 1 && std::holds_alternative<graph::Activate>(task.post_ops[0]);
  }

  void lower_wide(const Task& task, const graph::Conv2d& conv) {
    const std::string& name = graph_.nodes()[task.node].name;
    const ValueId input = input_of(task.node);
    const Convolution chosen = choose_convolution(network_.dnnl(), conv, shapes_[input],
                                                  shapes_[task.output], task.post_ops);
    const Slot from = stored_as(input, chosen.from);
    const Slot to = target(task.output, chosen.to);
    std::vector<Argument> arguments = {{DNNL_ARG_SRC, chosen.desc.src_desc(), from},
                                       {DNNL_ARG_DST, chosen.desc.dst_desc(), to}};
    append_added(task, chosen, arguments);
    auto& packed = network_.packed();
    emit_primitive(
        task.output, dnnl::convolution_forward(chosen.desc), std::move(arguments),
        {{DNNL_ARG_WEIGHTS, packed.convolution(name, chosen.desc.weights_desc())},
         {DNNL_ARG_BIAS, packed.bias(name, conv.bias, chosen.desc.bias_desc().dims()[0])}});
    stored_[task.output] = {to, chosen.to};
  }

  /// The values that the convolution's post-ops add, in the layout of its results.
  void append_added(const Task& task, const Convolution& chosen, std::vector<Argument>& arguments) {
    for (std::size_t i = 0; i < task.post_ops.size(); ++i) {
      const auto* add = std::get_if<AddValue>(&task.post_ops[i]);
      if (add == nullptr) continue;
      const int index = DNNL_ARG_ATTR_MULTIPLE_POST_OP(static_cast<int>(i)) | DNNL_ARG_SRC_1;
      arguments.push_back({index, chosen.desc.dst_desc(), stored_as(add->value, chosen.to)});
    }
  }

  void lower_narrow(const Task& task, const graph::Conv2d& conv) {
    const std::string& name = graph_.nodes()[task.node].name;
    const ValueId input = input_of(task.node);
    const Layout layout = native_layout();
    const Slot from = stored_as(input, layout);
    const Slot to = target(task.output, kPlain);
    NarrowConv narrow{conv, shapes_[input], shapes_[task.output], layout, {}};
    if (!task.post_ops.empty()) narrow.activate = std::get<graph::Activate>(task.post_ops[0]);
    const auto weights = network_.packed().own(name + ".weight", [&](const Weights& all) {
      return pack_narrow(conv, layout, all.at(name + ".weight").values);
    });
    const auto bias = network_.packed().own(name + ".bias", [&](const Weights& all) {
      return conv.bias ? all.at(name + ".bias").values
                       : std::vector<float>(static_cast<std::size_t>(conv.out));
    });
    emit(task.output, "narrow_conv", {from, to}, [=](Addresses at) {
      narrow_conv(narrow, weights->data(), bias->data(), at[from], at[to]);
    });
    stored_[task.output] = {to, kPlain};
  }

  void lower_transposed(ValueId id, const graph::ConvTranspose2d& conv) {
    const ValueId input = input_of(id);
    const auto desc = transposed_convolution(network_.dnnl(), conv, shapes_[input], shapes_[id]);
    const Slot from = stored_as(input, native_layout());
    const Slot to = target(id, native_layout());
    auto& packed = network_.packed();
    const std::string& name = graph_.nodes()[id].name;
    emit_primitive(id, dnnl::deconvolution_forward(desc),
                   {{DNNL_ARG_SRC, desc.src_desc(), from}, {DNNL_ARG_DST, desc.dst_desc(), to}},
                   {{DNNL_ARG_WEIGHTS, packed.transposed_convolution(name, desc.weights_desc())},
                    {DNNL_ARG_BIAS, packed.bias(name, conv.bias, desc.bias_desc().dims()[0])}});
    stored_[id] = {to, native_layout()};
  }

  void lower_norm(ValueId id, const graph::BatchNorm2d& norm) {
    const auto [from, layout] = stored_[input_of(id)];
    const Slot to = target(id, layout);
    const auto channels = static_cast<std::size_t>(layout.padded(norm.channels));
    graph::Affine affine_map = graph::affine_of(graph_.nodes()[id], norm, network_.weights());
    affine_map.scale.resize(channels);
    affine_map.shift.resize(channels);
    emit(id, "affine", {from, to},
         [from = from, to, layout = layout, shape = shapes_[id],
          affine_map = std::move(affine_map)](Addresses at) {
           affine(shape, layout, affine_map.scale, affine_map.shift, at[from], at[to]);
         });
    stored_[id] = {to, layout};
  }

  void lower_activate(ValueId id, const graph::Activate& activate) {
    const auto [from, layout] = stored_[input_of(id)];
    const auto desc = memory_desc(shapes_[id], layout);
    emit_unary(id, activation(network_.dnnl(), activate, desc), desc, desc, layout);
  }

  void lower_pool(ValueId id, const graph::MaxPool2d& pool) {
    const ValueId input = input_of(id);
    const Layout layout = stored_[input].layout;
    const auto from = memory_desc(shapes_[input], layout);
    const auto to = memory_desc(shapes_[id], layout);
    emit_unary(id, max_pooling(network_.dnnl(), pool, from, to), from, to, layout);
  }

  void lower_resize(ValueId id, const graph::Resize& resize) {
    const ValueId input = input_of(id);
    const auto [from, layout] = stored_[input];
    if (resize.mode == graph::Interpolation::Bilinear) {
      const auto from_desc = memory_desc(shapes_[input], layout);
      const auto to_desc = memory_desc(shapes_[id], layout);
      emit_unary(id, bilinear_resampling(network_.dnnl(), from_desc, to_desc), from_desc, to_desc,
                 layout);
      return;
    }
    const Slot to = target(id, layout);
    emit(id, "enlarge_nearest", {from, to},
         [from = from, to, layout = layout, shape = shapes_[input], factor = resize.factor](
             Addresses at) { enlarge_nearest(shape, layout, factor, at[from], at[to]); });
    stored_[id] = {to, layout};
  }

  /// Inputs that start on a whole block and are nowhere else yet are written in place; only the
  /// others are copied.
  void lower_concat(ValueId id) {
    const auto& inputs = graph_.nodes()[id].inputs;
    const auto blocked = [&](ValueId input) { return stored_[input].layout != kPlain; };
    const Layout layout = std::ranges::any_of(inputs, blocked) ? native_layout() : kPlain;
    const Slot to = target(id, layout);
    std::int64_t channel = 0;
    for (const ValueId input : inputs) {
      if (!concatenate_in_place(input, id, layout, to, channel)) {
        emit_copy(id, input, layout, to, channel);
      }
      channel += shapes_[input].c;
    }
    stored_[id] = {to, layout};
  }

  [[nodiscard]] bool concatenate_in_place(
      ValueId input, ValueId whole, Layout layout, Slot to, std::int64_t channel) {
    const std::int64_t channels = shapes_[input].c;
    const bool whole_blocks =
        channels % layout.block == 0 || channel + channels == shapes_[whole].c;
    if (stored_[input].layout != layout || channel % layout.block != 0 || !whole_blocks) {
      return false;
    }
    const auto offset = static_cast<std::size_t>(channel * shapes_[whole].plane()) * sizeof(float);
    return slots_.place_within(stored_[input].slot, to, offset);
  }

  void lower_add(ValueId id) {
    const auto& inputs = graph_.nodes()[id].inputs;
    const Layout layout = stored_[inputs[0]].layout;
    const auto desc = memory_desc(shapes_[id], layout);
    const Slot to = target(id, layout);
    Slot sum = stored_[inputs[0]].slot;
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      const Slot next = stored_as(inputs[i], layout);
      emit_primitive(
          id, addition(network_.dnnl(), desc),
          {{DNNL_ARG_SRC_0, desc, sum}, {DNNL_ARG_SRC_1, desc, next}, {DNNL_ARG_DST, desc, to}});
      sum = to;
    }
    stored_[id] = {to, layout};
  }

  [[nodiscard]] ValueId input_of(ValueId id) const { return graph_.nodes()[id].inputs[0]; }

  void emit(ValueId id, std::string kernel, std::initializer_list<Slot> touched, StepFunction run) {
    for (const Slot slot : touched) slots_.touch(slot, static_cast<int>(steps_.size()));
    steps_.push_back({graph_.nodes()[id].name, std::move(kernel), std::move(run)});
  }

  /// The primitive's scratch memory is a slot that lives for this step alone.
  void emit_primitive(ValueId id,
                      const dnnl::primitive& primitive,
                      std::vector<Argument> arguments,
                      const std::unordered_map<int, dnnl::memory>& constants = {}) {
    const auto scratch = scratchpad_desc(primitive);
    if (scratch.get_size() > 0) {
      arguments.push_back({DNNL_ARG_SCRATCHPAD, scratch, slots_.arena(scratch.get_size())});
    }
    for (const Argument& one : arguments) slots_.touch(one.slot, static_cast<int>(steps_.size()));
    emit(id, implementation(primitive), {},
         execution(network_.dnnl(), primitive, arguments, constants));
  }

  void emit_unary(ValueId id,
                  const dnnl::primitive& primitive,
                  const dnnl::memory::desc& from_desc,
                  const dnnl::memory::desc& to_desc,
                  Layout layout) {
    const Slot from = stored_[input_of(id)].slot;
    const Slot to = target(id, layout);
    emit_primitive(id, primitive, {{DNNL_ARG_SRC, from_desc, from}, {DNNL_ARG_DST, to_desc, to}});
    stored_[id] = {to, layout};
  }

  /// Copies `input` into `to`, from `channel` of the value `id` on.
  void emit_copy(ValueId id, ValueId input, Layout layout, Slot to, std::int64_t channel) {
    const Slot from = stored_[input].slot;
    const ChannelCopy copy{shapes_[input], stored_[input].layout, shapes_[id].c, channel, layout};
    emit(id, "copy", {from, to}, [=](Addresses at) { copy_channels(copy, at[from], at[to]); });
  }

  /// Where to write a value: into the caller's tensor if it is a plain output.
  [[nodiscard]] Slot target(ValueId id, Layout layout) {
    for (std::size_t i = 0; layout == kPlain && i < output_slots_.size(); ++i) {
      if (graph_.outputs()[i].value == id) return output_slots_[i];
    }
    return slots_.arena(layout.floats(shapes_[id]) * sizeof(float));
  }

  /// The value's slot, in the layout that its reader wants.
  [[nodiscard]] Slot stored_as(ValueId id, Layout layout) {
    if (stored_[id].layout == layout) return stored_[id].slot;
    for (const Copied& copied : copies_) {
      if (copied.id == id && copied.stored.layout == layout) return copied.stored.slot;
    }
    const Slot to = slots_.arena(layout.floats(shapes_[id]) * sizeof(float));
    emit_copy(id, id, layout, to, 0);
    copies_.push_back({id, {to, layout}});
    return to;
  }

  /// Copies a finished value to every output that it is and that is not written yet.
  void deliver(ValueId id) {
    for (std::size_t i = 0; i < output_slots_.size(); ++i) {
      if (graph_.outputs()[i].value != id || stored_[id].slot == output_slots_[i]) continue;
      emit_copy(id, id, kPlain, output_slots_[i], 0);
    }
  }

  struct Copied {
    ValueId id;
    Stored stored;
  };

  Network& network_;
  const graph::Graph& graph_;
  std::vector<Shape> inputs_;
  std::vector<Shape> shapes_;
  std::vector<Stored> stored_;  ///< by value, from the task on that makes it
  std::vector<Copied> copies_;
  std::vector<Slot> output_slots_;
  std::size_t next_input_ = 0;
  SlotTable slots_;
  std::vector<Step> steps_;
};

}  // namespace

Network::Network(const graph::Model& model)
    : model_(graph::fold_batch_norm(graph::erase_dropout(model))),
      tasks_(fuse(model_.graph)),
      packed_(dnnl_, model_.weights) {}

Plan make_plan(Network& network, std::span<const Shape> inputs) {
  return Planner(network, inputs).run();
}

}  // namespace autochrome::infer
