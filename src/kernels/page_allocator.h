// Memory for what is large and read from end to end: on cache lines, and on huge pages where the
// system gives them, as otherwise every 4 KiB of weights cost a look-up of their page. What is
// freed goes back to the system at once, so that a session takes no more than it holds.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace autochrome::kernels {

/// Aligned to cache lines, or to huge pages if it fills some. Throws MemoryError.
[[nodiscard]] void* allocate_pages(std::size_t bytes);
void free_pages(void* memory, std::size_t bytes) noexcept;

/// Has the allocator that serves everything else give back what it keeps in reserve.
void return_unused_memory() noexcept;

/// For tests: asked before memory is allocated, and refusing it by false. Null asks nobody.
using PageGate = bool (*)(std::size_t bytes);
void set_page_gate(PageGate gate) noexcept;

/// For tests: what has been allocated and not freed.
[[nodiscard]] std::size_t bytes_in_pages() noexcept;

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

}  // namespace autochrome::kernels
