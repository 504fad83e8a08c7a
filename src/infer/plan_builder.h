// A plan in the making: where each value is, and the steps written down so far.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "infer/onednn.h"
#include "infer/plan.h"
#include "infer/slots.h"
#include "infer/step.h"
#include "kernels/layout.h"

namespace autochrome::infer {

/// A value as some step left it.
struct Stored {
  Slot slot = 0;
  kernels::Layout layout;
};

class PlanBuilder {
 public:
  /// For inputs of these shapes, N = 1. Throws ShapeError naming the node.
  PlanBuilder(const OneDnn& dnnl, const graph::Graph& graph, std::span<const Shape> inputs);

  [[nodiscard]] Plan finish() &&;

  [[nodiscard]] const graph::Graph& graph() const noexcept { return graph_; }

  [[nodiscard]] const Shape& shape(graph::ValueId id) const { return shapes_[id]; }

  [[nodiscard]] const Stored& stored(graph::ValueId id) const { return stored_[id]; }

  void set_stored(graph::ValueId id, Stored stored) { stored_[id] = stored; }

  /// The caller's next tensor.
  [[nodiscard]] Slot next_input() { return slots_.input(next_input_++); }

  /// Where to write a value: into the caller's tensor if it is a plain output.
  [[nodiscard]] Slot target(graph::ValueId id, kernels::Layout layout);

  /// The value's slot in the layout that its reader wants, copied there if need be.
  [[nodiscard]] Slot stored_as(graph::ValueId id, kernels::Layout layout);

  /// Memory for one step.
  [[nodiscard]] Slot scratch(std::size_t bytes) { return slots_.arena(bytes); }

  [[nodiscard]] bool is_output(graph::ValueId id) const;

  /// Copies a finished value to every output that it is and that is not written yet.
  void deliver(graph::ValueId id);

  void emit(graph::ValueId id, std::string kernel, std::span<const Slot> touched, StepFunction run);

  void emit(graph::ValueId id,
            std::string kernel,
            std::initializer_list<Slot> touched,
            StepFunction run) {
    emit(id, std::move(kernel), std::span(touched.begin(), touched.size()), std::move(run));
  }

  /// One step for several nodes, which follow one another.
  void emit_chain(std::span<const graph::ValueId> ids,
                  std::string kernel,
                  std::span<const Slot> touched,
                  StepFunction run);

  /// The primitive's scratch memory is a slot that lives for this step alone.
  void emit_primitive(graph::ValueId id,
                      const dnnl::primitive& primitive,
                      std::vector<Argument> arguments,
                      std::vector<Constant> constants = {});

  /// Copies `input` into `to`, from `channel` of the value `id` on.
  void emit_copy(graph::ValueId id,
                 graph::ValueId input,
                 kernels::Layout layout,
                 Slot to,
                 std::int64_t channel);

  /// Has `part` written at this channel of `whole`, which is in `to`, if it is where that can be.
  [[nodiscard]] bool place_within(graph::ValueId part,
                                  graph::ValueId whole,
                                  kernels::Layout layout,
                                  Slot to,
                                  std::int64_t channel);

 private:
  struct Copied {
    graph::ValueId id;
    Stored stored;
  };

  const OneDnn& dnnl_;
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

}  // namespace autochrome::infer
