// Stands in for src/cuda/device.h: runs kernels on the processor, one block after the
// other, its threads in turns. Instructions do what NVIDIA's PTX ISA 8 says of them, except
// that copies and products are done at once.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include <ucontext.h>

#define __global__ inline
#define __device__
#define __launch_bounds__(...)

namespace autochrome::cuda {

struct Index {
  unsigned x = 0;
};

inline Index threadIdx;
inline Index blockIdx;
inline Index blockDim;
inline Index gridDim;

/// A block's threads, of which one runs at a time, until it waits for others.
class Fibers {
 public:
  explicit Fibers(unsigned count) : all_(count) {}

  void run(const std::function<void()>& body) {
    body_ = &body;
    current_ = this;
    while (stacks_.size() < all_.size()) stacks_.emplace_back(new char[kStackBytes]);
    for (std::size_t number = 0; number < all_.size(); ++number) {
      Fiber& fiber = all_[number];
      ::getcontext(&fiber.context);
      fiber.context.uc_stack.ss_sp = stacks_[number].get();
      fiber.context.uc_stack.ss_size = kStackBytes;
      fiber.context.uc_link = &scheduler_;
      ::makecontext(&fiber.context, &Fibers::start, 0);
    }
    for (std::size_t left = all_.size(); left > 0;) {
      for (unsigned number = 0; number < all_.size(); ++number) {
        if (all_[number].done) continue;
        threadIdx.x = number;
        ::swapcontext(&scheduler_, &all_[number].context);
        if (all_[number].done) --left;
      }
    }
  }

  static void let_others_run() {
    ::swapcontext(&current_->all_[threadIdx.x].context, &current_->scheduler_);
  }

 private:
  static constexpr std::size_t kStackBytes = 64 * 1024;

  struct Fiber {
    ucontext_t context{};
    bool done = false;
  };

  static void start() {
    (*current_->body_)();
    current_->all_[threadIdx.x].done = true;
  }

  inline static Fibers* current_ = nullptr;
  inline static std::vector<std::unique_ptr<char[]>> stacks_;  ///< of all blocks, in turns
  std::vector<Fiber> all_;
  ucontext_t scheduler_{};
  const std::function<void()>* body_ = nullptr;
};

/// Where `threads` of a block wait for each other.
class Barrier {
 public:
  explicit Barrier(unsigned threads) : threads_(threads) {}

  void wait() {
    const unsigned round = round_;
    if (++arrived_ == threads_) {
      arrived_ = 0;
      ++round_;
    }
    while (round == round_) Fibers::let_others_run();
  }

 private:
  unsigned threads_;
  unsigned arrived_ = 0;
  unsigned round_ = 0;
};

/// Threads that wait for each other, and what they show each other while they do.
template <class Value>
struct Meeting {
  explicit Meeting(unsigned threads) : barrier(threads), shown(threads) {}

  Barrier barrier;
  std::vector<Value> shown;
};

struct Operands {
  std::uint32_t a[4] = {};
};

/// A block that runs: its shared memory, at first full of NaN, and its parties.
struct Block {
  static constexpr std::size_t kSharedBytes = 227 * 1024;
  static constexpr std::size_t kAlignment = 1024;
  static constexpr unsigned kWarpThreads = 32;
  static constexpr unsigned kGroupThreads = 128;

  explicit Block(unsigned threads) : all(threads) {
    for (unsigned i = 0; i < threads; i += kWarpThreads) warps.emplace_back(kWarpThreads);
    for (unsigned i = 0; i < threads; i += kGroupThreads) groups.emplace_back(kGroupThreads);
    std::memset(shared, 0xFF, kSharedBytes);
  }

  Meeting<float>& warp() { return warps[threadIdx.x / kWarpThreads]; }

  Meeting<Operands>& group() { return groups[threadIdx.x / kGroupThreads]; }

  Barrier all;
  std::vector<Meeting<float>> warps;
  std::vector<Meeting<Operands>> groups;
  alignas(kAlignment) inline static unsigned char shared[kSharedBytes];
};

inline Block* running = nullptr;

inline void __syncthreads() { running->all.wait(); }

using std::fmax;

inline float fmaxf(float a, float b) { return std::fmax(a, b); }

inline unsigned char* shared_memory() { return running->shared; }

inline std::uint32_t shared_address(const void* shared) {
  return static_cast<std::uint32_t>(static_cast<const unsigned char*>(shared) - running->shared);
}

inline float as_float(std::uint32_t bits) { return std::bit_cast<float>(bits); }

inline std::uint32_t packed(float low, float high) {
  const auto rounded = [](float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
  };
  return rounded(low) | rounded(high) << 16;
}

inline void read_now(const void* global, std::uint32_t (&to)[4]) {
  std::memcpy(to, global, sizeof(to));
}

inline float from_lane(float value, int lane_mask) {
  Meeting<float>& warp = running->warp();
  const unsigned lane = threadIdx.x % Block::kWarpThreads;
  warp.shown[lane] = value;
  warp.barrier.wait();
  const float other = warp.shown[lane ^ static_cast<unsigned>(lane_mask)];
  warp.barrier.wait();
  return other;
}

inline void copy_async(void* shared, const void* global, bool there) {
  constexpr std::size_t kBytes = 16;
  if (there) {
    std::memcpy(shared, global, kBytes);
  } else {
    std::memset(shared, 0, kBytes);
  }
}

inline void commit_copies() {}

template <int>
inline void wait_copies() {}

inline void publish_to_matrix_unit() {}

inline void begin_products() {}

inline void commit_products() {}

inline void meet_group(int) { running->group().barrier.wait(); }

/// After it, nobody of a group reads what it multiplied.
inline void wait_products() { running->group().barrier.wait(); }

/// A factor in shared memory as its descriptor has it (9.7.15.5.1), with a swizzle of 128 bytes.
struct Factor {
  explicit Factor(std::uint64_t descriptor)
      : start(static_cast<std::uint32_t>(descriptor & 0x3FFF) << 4),
        leading(static_cast<std::uint32_t>(descriptor >> 16 & 0x3FFF) << 4),
        stride(static_cast<std::uint32_t>(descriptor >> 32 & 0x3FFF) << 4) {}

  [[nodiscard]] static float at(std::uint32_t address) {
    const std::uint32_t place = address ^ ((address >> 7 & 7) << 4);
    std::uint16_t bits = 0;
    std::memcpy(&bits, running->shared + place, sizeof(bits));
    return as_float(static_cast<std::uint32_t>(bits) << 16);
  }

  /// Of row `mn`, k-th in the sum, where k's follow each other in memory.
  [[nodiscard]] float k_major(std::uint32_t mn, std::uint32_t k) const {
    return at(start + mn / 8 * stride + mn % 8 * 128 + k * 2);
  }

  /// Likewise, where rows follow each other in memory.
  [[nodiscard]] float mn_major(std::uint32_t mn, std::uint32_t k) const {
    return at(start + mn / 64 * leading + k / 8 * stride + k % 8 * 128 + mn % 64 * 2);
  }

  std::uint32_t start;
  std::uint32_t leading;
  std::uint32_t stride;
};

/// Adds a(row, k) · b(column, k) for the rows and columns that the thread holds.
template <class A, class B>
void add_product_of(float (&d)[128], bool first, const A& a, const B& b) {
  const unsigned thread = threadIdx.x % Block::kGroupThreads;
  const unsigned row = thread / 32 * 16 + thread % 32 / 4;
  for (unsigned i = 0; i < 128; ++i) {
    const unsigned own_row = row + i % 4 / 2 * 8;
    const unsigned column = i / 4 * 8 + thread % 4 * 2 + i % 2;
    float sum = first ? 0 : d[i];
    for (unsigned k = 0; k < 16; ++k) sum += a(own_row, k) * b(column, k);
    d[i] = sum;
  }
}

inline void add_product(float (&d)[128],
                        std::uint32_t a0,
                        std::uint32_t a1,
                        std::uint32_t a2,
                        std::uint32_t a3,
                        std::uint64_t b,
                        bool first) {
  Meeting<Operands>& group = running->group();
  group.shown[threadIdx.x % Block::kGroupThreads] = {{a0, a1, a2, a3}};
  group.barrier.wait();
  const Factor filters(b);
  const auto pixels = [&](unsigned row, unsigned k) {
    const unsigned holder = row / 16 * 32 + row % 8 * 4 + k % 8 / 2;
    const std::uint32_t pair = group.shown[holder].a[k / 8 * 2 + row % 16 / 8];
    return as_float(k % 2 == 0 ? pair << 16 : pair & 0xFFFF0000U);
  };
  add_product_of(d, first, pixels,
                 [&](unsigned column, unsigned k) { return filters.k_major(column, k); });
  group.barrier.wait();
}

template <bool kTransposed>
void add_product(float (&d)[128], std::uint64_t a, std::uint64_t b, bool first) {
  const auto factor = [](std::uint64_t descriptor) {
    return [one = Factor(descriptor)](unsigned row, unsigned k) {
      return kTransposed ? one.mn_major(row, k) : one.k_major(row, k);
    };
  };
  add_product_of(d, first, factor(a), factor(b));
}

inline int multiprocessors() { return 4; }

inline bool is_hopper() { return true; }

template <class Kernel, class... Arguments>
void launch(Kernel kernel, int blocks, int threads, int, void*, const Arguments&... arguments) {
  blockDim.x = static_cast<unsigned>(threads);
  gridDim.x = static_cast<unsigned>(blocks);
  for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x) {
    Block block(blockDim.x);
    running = &block;
    Fibers(blockDim.x).run([&] { kernel(arguments...); });
  }
}

}  // namespace autochrome::cuda
