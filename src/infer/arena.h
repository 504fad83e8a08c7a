// One piece of memory for everything a run needs between its steps: activations whose lifetimes do
// not meet share their place.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "kernels/page_allocator.h"

namespace autochrome::infer {

/// Something that must keep its bytes from its first to its last step, both included.
struct Lifetime {
  std::size_t bytes = 0;
  int first = 0;
  int last = 0;
};

struct ArenaPlan {
  std::vector<std::size_t> offsets;  ///< one a lifetime, multiples of kArenaAlignment
  std::size_t bytes = 0;
};

inline constexpr std::size_t kArenaAlignment = 64;

/// Places the largest first, each as low as those already placed beside it allow (Pisarchyk and Lee
/// 2020, arXiv:2001.03288, "greedy by size").
[[nodiscard]] ArenaPlan plan_arena(std::span<const Lifetime> lifetimes);

/// Aligned memory that only grows.
class Arena {
 public:
  /// Keeps what is there if that suffices, and else forgets it.
  void reserve(std::size_t bytes);

  [[nodiscard]] std::byte* data() const noexcept { return data_.get(); }

  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::unique_ptr<std::byte, kernels::FreePages> data_;
  std::size_t bytes_ = 0;
};

}  // namespace autochrome::infer
