// Memory of the card, or of the processor where kernels are emulated there. Starts as NaN.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#ifdef __CUDACC__
#include "cuda/device.h"
#endif

namespace autochrome::cuda {

struct FreeMemory {
  void operator()(void* memory) const {
#ifdef __CUDACC__
    cudaFree(memory);
#else
    ::operator delete(memory);
#endif
  }
};

template <class Value>
class Memory {
 public:
  Memory() = default;

  explicit Memory(std::size_t count) : count_(count) {
    void* memory = nullptr;
#ifdef __CUDACC__
    check(cudaMalloc(&memory, bytes()), "asking for memory");
    check(cudaMemset(memory, 0xFF, bytes()), "filling memory");
#else
    memory = ::operator new(bytes());
    std::memset(memory, 0xFF, bytes());
#endif
    memory_.reset(static_cast<Value*>(memory));
  }

  explicit Memory(const std::vector<Value>& values) : Memory(values.size()) {
#ifdef __CUDACC__
    check(cudaMemcpy(data(), values.data(), bytes(), cudaMemcpyHostToDevice), "copying");
#else
    std::memcpy(data(), values.data(), bytes());
#endif
  }

  [[nodiscard]] Value* data() const { return memory_.get(); }

  [[nodiscard]] std::vector<Value> values() const {
    std::vector<Value> values(count_);
#ifdef __CUDACC__
    check(cudaMemcpy(values.data(), data(), bytes(), cudaMemcpyDeviceToHost), "copying");
#else
    std::memcpy(values.data(), data(), bytes());
#endif
    return values;
  }

 private:
  [[nodiscard]] std::size_t bytes() const { return count_ * sizeof(Value); }

  std::size_t count_ = 0;
  std::unique_ptr<Value, FreeMemory> memory_;
};

}  // namespace autochrome::cuda
