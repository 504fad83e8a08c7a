// Running a network on the CPU. A session is lowered once per picture size and then a flat loop
// over oneDNN primitives and kernels of our own, in memory that is reused from run to run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "tensor/tensor.h"

namespace autochrome::infer {

struct SessionOptions {
  int threads = 0;  ///< 0 for as many as the machine has
  /// Keeps dropout on, with noise drawn from this: another seed, another answer. Without one it
  /// does nothing, as is usual after training.
  std::optional<std::uint64_t> dropout_seed = {};
};

/// One step of a run and the time it took.
struct StepTime {
  std::string name;                ///< of the node that it runs, perhaps with others behind
  std::string kernel;              ///< what computed it
  std::int64_t multiply_adds = 0;  ///< that it stands for, done directly, for the whole batch
  double milliseconds = 0;
};

/// Mutable: one per thread of the caller. Results are the same for any number of threads.
/// Sessions of the same weights share what is packed of them, whatever their sizes and options.
class Session {
 public:
  /// `model` is not needed afterwards; its weights are kept, as another size of picture may want
  /// them packed in another way.
  explicit Session(const graph::Model& model, SessionOptions options = {});
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// Inputs and outputs in the graph's order, [N, C, H, W] with one N for all. Throws ShapeError
  /// when a shape does not fit: H and W must be multiples of the graph's `spatial_multiple`; and
  /// MemoryError when there is not the memory, after which the session is as usable as before.
  void run(std::span<const ConstTensorView> inputs, std::span<const TensorView> outputs);

  /// As `run`, and what each step took.
  [[nodiscard]] std::vector<StepTime> profile(std::span<const ConstTensorView> inputs,
                                              std::span<const TensorView> outputs);

  /// Packs the weights that such pictures need, in the calling thread alone, so that the first run
  /// finds them packed. Throws as `run`.
  void prepare(std::span<const Shape> inputs);

  /// What activations of such pictures take in the arena, from the plan for them, which is made but
  /// not run. Throws as `run`.
  [[nodiscard]] std::size_t arena_bytes(std::span<const Shape> inputs);

  /// Activations and packed weights held now: the arena is the largest that a run has needed, the
  /// weights are all sessions' together.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// To be called when no run follows soon: ends the threads that the calling thread's last run left
/// waiting for it, on cores that others may need. A run starts them anew, in about 0.1 ms.
void end_threads() noexcept;

/// Packs the weights that pictures of these shapes need, and has sessions find them packed for as
/// long as the result is kept. Starts no thread, so that a process may do this and then fork: its
/// children share the memory. Throws as `Session::run`.
[[nodiscard]] std::shared_ptr<const void> prepare(const graph::Model& model,
                                                  std::span<const Shape> inputs);

}  // namespace autochrome::infer
