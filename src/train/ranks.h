// The processes that train one network together, each on its share of every batch: sums of
// gradients and statistics over all of them, by libtorch's own process groups (Gloo between
// processors, NCCL between graphics cards). Alone, every operation does nothing.
//
// All ranks call the same operations in the same order with tensors of the same shapes.
#pragma once

#include <chrono>
#include <memory>
#include <span>

#include <torch/torch.h>

#include "train/place.h"

namespace autochrome::train {

/// How long a rank waits for others.
struct RankLimits {
  std::chrono::milliseconds join = std::chrono::minutes(5);  ///< for all to come
  /// Without a sign of life; a rank that computes or writes gives them, however long it takes.
  std::chrono::milliseconds silence = std::chrono::seconds(40);
};

class Ranks {
 public:
  /// Waits for the others. A CUDA device without index becomes the one of this machine's local
  /// rank, or the only one that can be seen. Throws InputError when there is no such device, or
  /// when two processes hold one rank or count differently, Error when the others do not come in
  /// time.
  Ranks(const Place& place, torch::Device device, const RankLimits& limits = {});
  ~Ranks();
  Ranks(Ranks&&) noexcept;
  Ranks& operator=(Ranks&&) = delete;

  [[nodiscard]] int rank() const noexcept { return rank_; }

  [[nodiscard]] int count() const noexcept { return count_; }

  /// The one rank that talks and writes files.
  [[nodiscard]] bool is_first() const noexcept { return rank_ == 0; }

  /// Where this rank computes.
  [[nodiscard]] torch::Device device() const noexcept { return device_; }

  // The operations throw Error when another rank is gone: at once when its process ended, after
  // RankLimits::silence when it or its machine hangs. Nothing is in the tensors then.

  /// Becomes the sum over all ranks, in place. Every rank gets the same bits.
  void sum(torch::Tensor& tensor) const;

  /// Each becomes its mean over all ranks, in place: the gradients after a backward pass.
  void average(std::span<torch::Tensor> tensors) const;

  /// Becomes rank 0's, in place.
  void broadcast(torch::Tensor& tensor) const;

  /// All ranks' tensors of one shape, stacked in their order: [count, ...].
  [[nodiscard]] torch::Tensor gather(const torch::Tensor& tensor) const;

  /// Returns when all ranks have come here; belongs after what one rank does alone.
  void barrier() const;

 private:
  class Group;

  int rank_;
  int count_;
  torch::Device device_;
  std::unique_ptr<Group> group_;  // none for one rank alone
};

}  // namespace autochrome::train
