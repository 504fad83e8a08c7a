#include "infer/planner.h"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "base/error.h"
#include "base/random.h"
#include "graph/visit.h"
#include "infer/convolution.h"
#include "infer/onednn_describe.h"
#include "infer/plan_builder.h"
#include "infer/pointwise_chain.h"
#include "infer/winograd_lowering.h"
#include "kernels/affine.h"
#include "kernels/dropout.h"
#include "kernels/enlarge.h"
#include "kernels/narrow_conv.h"
#include "kernels/parallel.h"

namespace autochrome::infer {

namespace {

using graph::ValueId;

bool enlarges_twice(const graph::Op& op) {
  const auto* resize = std::get_if<graph::Resize>(&op);
  return resize != nullptr && resize->factor == 2 && resize->mode == graph::Interpolation::Nearest;
}

/// Goes through the tasks once and writes down the steps. Layouts follow from the convolutions;
/// where a reader wants another layout than the writer chose, a copy is put between.
/// Concatenations and enlargements wait until someone reads them whole: many convolutions read
/// their parts.
class Planner {
 public:
  Planner(Network& network,
          const OneDnn& dnnl,
          std::span<const Shape> inputs,
          std::optional<std::uint64_t> dropout_seed)
      : network_(network),
        dnnl_(dnnl),
        dropout_seed_(dropout_seed),
        graph_(network.graph()),
        plan_(dnnl, graph_, inputs),
        waiting_(graph_.nodes().size()) {}

  Plan run() && {
    const auto readers = only_readers(graph_);
    for (auto tasks = network_.tasks(); !tasks.empty();) {
      const std::size_t chained = chain_length(plan_, readers, tasks, instructions());
      const Task& last = tasks[chained > 0 ? chained - 1 : 0];
      try {
        chained > 0 ? lower_chained(tasks.first(chained)) : lower(last);
        if (!waiting_[last.output]) plan_.deliver(last.output);
      } catch (const dnnl::error& error) {
        std::throw_with_nested(
            Error(fmt::format("oneDNN cannot run node '{}' at {}: {}", name_of(last.node),
                              to_text(plan_.shape(last.node)), error.what())));
      }
      tasks = tasks.subspan(std::max<std::size_t>(chained, 1));
    }
    return std::move(plan_).finish();
  }

 private:
  void lower(const Task& task) {
    const graph::Op& op = graph_.nodes()[task.node].op;
    waiting_[task.node] = !plan_.is_output(task.node) &&
                          (std::holds_alternative<graph::Concat>(op) || enlarges_twice(op));
    if (!waiting_[task.node]) lower_now(task);
  }

  void lower_chained(std::span<const Task> chain) {
    made(graph_.nodes()[chain[0].node].inputs[0]);
    for (const Task& task : chain) make_added(task);
    lower_chain(network_, plan_, chain, instructions());
  }

  void lower_now(const Task& task) {
    std::visit(
        graph::Cases{[&](const graph::Input&) { lower_input(task.node); },
                     [&](const graph::Conv2d& conv) { lower_convolution(task, conv); },
                     [&](const graph::ConvTranspose2d& conv) { lower_transposed(task, conv); },
                     [&](const graph::BatchNorm2d& norm) { lower_norm(task, norm); },
                     [&](const graph::Activate& activate) { lower_activate(task.node, activate); },
                     [&](const graph::MaxPool2d& pool) {
                       lower_pool(task.node, [&](const auto& from, const auto& to) {
                         return max_pooling(dnnl_, pool, from, to);
                       });
                     },
                     [&](const graph::GlobalAveragePool&) {
                       lower_pool(task.node, [&](const auto& from, const auto& to) {
                         return average_pooling(dnnl_, from, to);
                       });
                     },
                     [&](const graph::Resize& resize) { lower_resize(task.node, resize); },
                     [&](const graph::Dropout& dropout) { lower_dropout(task.node, dropout); },
                     [&](const graph::Concat&) { lower_concat(task.node); },
                     [&](const graph::Add&) { lower_add(task.node); }},
        graph_.nodes()[task.node].op);
  }

  /// The value, made if it still waits.
  ValueId made(ValueId id) {
    if (waiting_[id]) {
      waiting_[id] = false;
      lower_now({id, id, {}});
    }
    return id;
  }

  [[nodiscard]] ValueId input_of(ValueId id) { return made(graph_.nodes()[id].inputs[0]); }

  [[nodiscard]] const std::string& name_of(ValueId id) const { return graph_.nodes()[id].name; }

  [[nodiscard]] Slot stored_as(ValueId id, kernels::Layout layout) {
    return plan_.stored_as(made(id), layout);
  }

  void lower_input(ValueId id) { plan_.set_stored(id, {plan_.next_input(), kernels::kPlain}); }

  void lower_convolution(const Task& task, const graph::Conv2d& conv) {
    if (kernels::is_narrow(conv) && (task.post_ops.empty() || activates_only(task))) {
      lower_narrow(task, conv);
    } else if (reads_few_plain_channels(task, conv) || !lower_to_winograd(task, conv)) {
      lower_wide(task, conv);
    }
  }

  [[nodiscard]] static bool activates_only(const Task& task) {
    return task.post_ops.size() == 1 && std::holds_alternative<graph::Activate>(task.post_ops[0]);
  }

  /// Such as the first layer does; oneDNN has kernels for it.
  [[nodiscard]] bool reads_few_plain_channels(const Task& task, const graph::Conv2d& conv) {
    const ValueId input = graph_.nodes()[task.node].inputs[0];
    return conv.in <= kMostPlainChannels && !waiting_[input] &&
           plan_.stored(input).layout == kernels::kPlain;
  }

  void lower_wide(const Task& task, const graph::Conv2d& conv) {
    const graph::Node& node = graph_.nodes()[task.node];
    const ValueId input = input_of(task.node);
    const Convolution chosen = choose_convolution(dnnl_, conv, plan_.shape(input),
                                                  plan_.shape(task.output), task.post_ops);
    const Slot from = stored_as(input, chosen.from);
    const Slot to = plan_.target(task.output, chosen.to);
    std::vector<Argument> arguments = {{DNNL_ARG_SRC, chosen.desc.src_desc(), from},
                                       {DNNL_ARG_DST, chosen.desc.dst_desc(), to}};
    append_added(task, chosen.desc.dst_desc(), chosen.to, arguments);
    plan_.emit_primitive(task.node, dnnl::convolution_forward(chosen.desc), std::move(arguments),
                         constants(node, chosen.desc.weights_desc(), chosen.desc.bias_desc()));
    plan_.set_stored(task.output, {to, chosen.to});
  }

  [[nodiscard]] std::vector<Constant> constants(const graph::Node& conv,
                                                const dnnl::memory::desc& weights,
                                                const dnnl::memory::desc& bias) {
    PackedWeights& packed = network_.packed();
    return {{DNNL_ARG_WEIGHTS, weights, packed.reordered(conv, weights)},
            {DNNL_ARG_BIAS, bias, packed.bias(conv, dims_of(bias)[0])}};
  }

  /// The values that a primitive's post-ops add, in the layout of its results.
  void append_added(const Task& task,
                    const dnnl::memory::desc& to,
                    kernels::Layout layout,
                    std::vector<Argument>& arguments) {
    for (std::size_t i = 0; i < task.post_ops.size(); ++i) {
      const auto* add = std::get_if<AddValue>(&task.post_ops[i]);
      if (add == nullptr) continue;
      const int index = DNNL_ARG_ATTR_MULTIPLE_POST_OP(static_cast<int>(i)) | DNNL_ARG_SRC_1;
      arguments.push_back({index, to, stored_as(add->value, layout)});
    }
  }

  void lower_narrow(const Task& task, const graph::Conv2d& conv) {
    const graph::Node& node = graph_.nodes()[task.node];
    const ValueId input = input_of(task.node);
    const kernels::Layout layout = native_layout();
    const Slot from = stored_as(input, layout);
    const Slot to = plan_.target(task.output, kernels::kPlain);
    kernels::NarrowConv narrow{conv, plan_.shape(input), plan_.shape(task.output), layout,
                               instructions()};
    if (!task.post_ops.empty()) narrow.activate = std::get<graph::Activate>(task.post_ops[0]);
    const auto weights = network_.packed().packed(node, "narrow", [&](const Parameter& weight) {
      return kernels::pack_narrow(conv, layout, weight.values);
    });
    const auto bias = network_.packed().bias(node, conv.out);
    plan_.emit(task.node, "narrow_conv", {from, to}, [=](Addresses at) {
      narrow_conv(narrow, weights->data(), bias->data(), at[from], at[to]);
    });
    plan_.set_stored(task.output, {to, kernels::kPlain});
  }

  void lower_transposed(const Task& task, const graph::ConvTranspose2d& conv) {
    if (lower_to_winograd(task, conv)) return;
    const kernels::Layout layout = native_layout();
    const ValueId input = input_of(task.node);
    const auto desc = transposed_convolution(dnnl_, conv, plan_.shape(input),
                                             plan_.shape(task.output), task.post_ops);
    const Slot from = stored_as(input, layout);
    const Slot to = plan_.target(task.output, layout);
    std::vector<Argument> arguments = {{DNNL_ARG_SRC, desc.src_desc(), from},
                                       {DNNL_ARG_DST, desc.dst_desc(), to}};
    append_added(task, desc.dst_desc(), layout, arguments);
    plan_.emit_primitive(
        task.node, dnnl::deconvolution_forward(desc), std::move(arguments),
        constants(graph_.nodes()[task.node], desc.weights_desc(), desc.bias_desc()));
    plan_.set_stored(task.output, {to, layout});
  }

  /// Whether Winograd's method does it.
  template <class Conv>
  bool lower_to_winograd(const Task& task, const Conv& conv) {
    const std::vector<Part> parts = parts_of(graph_.nodes()[task.node].inputs[0]);
    make_added(task);
    return lower_winograd(network_, plan_, task, conv, parts);
  }

  void make_added(const Task& task) {
    for (const PostOp& op : task.post_ops) {
      if (const auto* add = std::get_if<AddValue>(&op)) made(add->value);
    }
  }

  /// What a convolution may read instead of the value, which may still be waiting.
  std::vector<Part> parts_of(ValueId id) {
    if (!waiting_[id]) return {{id, false}};
    const auto& inputs = graph_.nodes()[id].inputs;
    std::vector<Part> parts;
    if (enlarges_twice(graph_.nodes()[id].op)) {
      parts.push_back({made(inputs[0]), true});
    } else {
      for (const ValueId input : inputs)
        std::ranges::copy(parts_of(input), std::back_inserter(parts));
    }
    const bool in_blocks = std::ranges::all_of(
        parts, [&](const Part& part) { return plan_.stored(part.id).layout == native_layout(); });
    return in_blocks ? parts : std::vector<Part>{{made(id), false}};
  }

  void lower_norm(const Task& task, const graph::BatchNorm2d& norm) {
    const ValueId id = task.output;
    const auto [from, layout] = plan_.stored(input_of(task.node));
    const Slot to = plan_.target(id, layout);
    const auto channels = static_cast<std::size_t>(layout.padded(norm.channels));
    graph::Affine scaling = graph::affine_of(graph_.nodes()[task.node], norm, network_.weights());
    scaling.scale.resize(channels);
    scaling.shift.resize(channels);
    std::optional<graph::Activate> activate;
    if (!task.post_ops.empty()) activate = std::get<graph::Activate>(task.post_ops[0]);
    plan_.emit(task.node, "affine", {from, to},
               [from = from, to, layout = layout, shape = plan_.shape(id), activate,
                scaling = std::move(scaling)](Addresses at) {
                 kernels::affine({shape, layout, scaling.scale, scaling.shift, activate}, at[from],
                                 at[to]);
               });
    plan_.set_stored(id, {to, layout});
  }

  void lower_dropout(ValueId id, const graph::Dropout& op) {
    const auto [from, layout] = plan_.stored(input_of(id));
    const Slot to = plan_.target(id, layout);
    const kernels::DropoutNoise noise{plan_.shape(id), layout, op.rate,
                                      Random(dropout_seed_.value() + id).next()};
    plan_.emit(id, "dropout", {from, to},
               [=, from = from](Addresses at) { kernels::dropout(noise, at[from], at[to]); });
    plan_.set_stored(id, {to, layout});
  }

  void lower_activate(ValueId id, const graph::Activate& activate) {
    const auto [from, layout] = plan_.stored(input_of(id));
    const auto desc = memory_desc(plan_.shape(id), layout);
    emit_unary(id, activation(dnnl_, activate, desc), desc, desc, layout);
  }

  /// `pooling` makes the primitive between two descriptions.
  template <class Pooling>
  void lower_pool(ValueId id, Pooling pooling) {
    const ValueId input = input_of(id);
    const kernels::Layout layout = plan_.stored(input).layout;
    const auto from = memory_desc(plan_.shape(input), layout);
    const auto to = memory_desc(plan_.shape(id), layout);
    emit_unary(id, pooling(from, to), from, to, layout);
  }

  void lower_resize(ValueId id, const graph::Resize& resize) {
    const ValueId input = input_of(id);
    const auto [from, layout] = plan_.stored(input);
    if (resize.mode == graph::Interpolation::Bilinear) {
      const auto from_desc = memory_desc(plan_.shape(input), layout);
      const auto to_desc = memory_desc(plan_.shape(id), layout);
      emit_unary(id, bilinear_resampling(dnnl_, from_desc, to_desc), from_desc, to_desc, layout);
      return;
    }
    const Slot to = plan_.target(id, layout);
    plan_.emit(
        id, "enlarge_nearest", {from, to},
        [from = from, to, layout = layout, shape = plan_.shape(input), factor = resize.factor](
            Addresses at) { kernels::enlarge_nearest(shape, layout, factor, at[from], at[to]); });
    plan_.set_stored(id, {to, layout});
  }

  /// Inputs that start on a whole block and are nowhere else yet are written in place; only the
  /// others are copied.
  void lower_concat(ValueId id) {
    const auto& inputs = graph_.nodes()[id].inputs;
    const auto blocked = [&](ValueId input) {
      return plan_.stored(made(input)).layout != kernels::kPlain;
    };
    const bool any_blocked = std::ranges::count_if(inputs, blocked) > 0;
    const kernels::Layout layout = any_blocked ? native_layout() : kernels::kPlain;
    const Slot to = plan_.target(id, layout);
    std::int64_t channel = 0;
    for (const ValueId input : inputs) {
      if (!plan_.place_within(input, id, layout, to, channel)) {
        plan_.emit_copy(id, input, layout, to, channel);
      }
      channel += plan_.shape(input).c;
    }
    plan_.set_stored(id, {to, layout});
  }

  void lower_add(ValueId id) {
    const auto& inputs = graph_.nodes()[id].inputs;
    const kernels::Layout layout = plan_.stored(made(inputs[0])).layout;
    const auto desc = memory_desc(plan_.shape(id), layout);
    const Slot to = plan_.target(id, layout);
    Slot sum = plan_.stored(inputs[0]).slot;
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      const Slot next = stored_as(inputs[i], layout);
      plan_.emit_primitive(
          id, addition(dnnl_, desc),
          {{DNNL_ARG_SRC_0, desc, sum}, {DNNL_ARG_SRC_1, desc, next}, {DNNL_ARG_DST, desc, to}});
      sum = to;
    }
    plan_.set_stored(id, {to, layout});
  }

  void emit_unary(ValueId id,
                  const dnnl::primitive& primitive,
                  const dnnl::memory::desc& from_desc,
                  const dnnl::memory::desc& to_desc,
                  kernels::Layout layout) {
    const Slot from = plan_.stored(input_of(id)).slot;
    const Slot to = plan_.target(id, layout);
    plan_.emit_primitive(id, primitive,
                         {{DNNL_ARG_SRC, from_desc, from}, {DNNL_ARG_DST, to_desc, to}});
    plan_.set_stored(id, {to, layout});
  }

  Network& network_;
  const OneDnn& dnnl_;
  std::optional<std::uint64_t> dropout_seed_;
  const graph::Graph& graph_;
  PlanBuilder plan_;
  std::vector<bool> waiting_;  ///< by value: to be made when it is wanted
};

}  // namespace

Plan make_plan(Network& network,
               const OneDnn& dnnl,
               std::span<const Shape> inputs,
               std::optional<std::uint64_t> dropout_seed) {
  return Planner(network, dnnl, inputs, dropout_seed).run();
}

}  // namespace autochrome::infer
