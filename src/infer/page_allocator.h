// Memory for what is large and read from end to end: on cache lines, and on huge pages where the
// system gives them, as otherwise every 4 KiB of weights cost a look-up of their page.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace autochrome::infer {

/// Aligned to cache lines, or to huge pages if it fills some. Throws std::bad_alloc.
[[nodiscard]] void* allocate_pages(std::size_t bytes);
void free_pages(void* memory, std::size_t bytes) noexcept;

struct FreePages {
  std::size_t bytes = 0;

  void operator()(void* memory) const noexcept { free_pages(memory, bytes); }
};

template <class T>
struct PageAllocator {
  using value_type = T;

  PageAllocator() = default;

  template <class U>
  explicit(false) PageAllocator(const PageAllocator<U>&) noexcept {}

  [[nodiscard]] T* allocate(std::size_t count) {
    return static_cast<T*>(allocate_pages(count * sizeof(T)));
  }

  void deallocate(T* memory, std::size_t count) noexcept { free_pages(memory, count * sizeof(T)); }

  friend bool operator==(const PageAllocator&, const PageAllocator&) { return true; }
};

using PackedFloats = std::vector<float, PageAllocator<float>>;

}  // namespace autochrome::infer
