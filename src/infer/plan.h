// A network lowered for one size of picture: steps to run in order, and where each finds its data.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "infer/arena.h"
#include "infer/slots.h"
#include "infer/step.h"
#include "tensor/tensor.h"

namespace autochrome::infer {

/// Steps are for one picture; a batch is run picture by picture, which costs nothing (the caches
/// like it) and leaves the plan and the arena independent of the batch.
class Plan {
 public:
  /// Shapes of one picture each.
  Plan(std::vector<Step> steps,
       SlotTable::Layout slots,
       std::vector<Shape> inputs,
       std::vector<Shape> outputs);

  [[nodiscard]] std::span<const Step> steps() const noexcept { return steps_; }

  [[nodiscard]] std::span<const Shape> inputs() const noexcept { return inputs_; }

  [[nodiscard]] std::span<const Shape> outputs() const noexcept { return outputs_; }

  [[nodiscard]] std::size_t arena_bytes() const noexcept { return slots_.arena_bytes; }

  /// The views' shapes are the plan's, but for a common batch size; the arena is large enough.
  void run(Arena& arena,
           std::span<const ConstTensorView> inputs,
           std::span<const TensorView> outputs) const;

  /// As `run`, with each step's time added up over the batch.
  [[nodiscard]] std::vector<std::chrono::nanoseconds> time(
      Arena& arena,
      std::span<const ConstTensorView> inputs,
      std::span<const TensorView> outputs) const;

 private:
  [[nodiscard]] std::vector<float*> addresses(Arena& arena,
                                              std::span<const ConstTensorView> inputs,
                                              std::span<const TensorView> outputs,
                                              std::int64_t picture) const;

  std::vector<Step> steps_;
  SlotTable::Layout slots_;
  std::vector<Shape> inputs_;
  std::vector<Shape> outputs_;
};

}  // namespace autochrome::infer
