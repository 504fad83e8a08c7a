#include "train/memory.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include <c10/core/CPUAllocator.h>
#include <malloc.h>

namespace autochrome::train {

namespace {

constexpr std::size_t kAlignment = 64;  // of a cache line, and of the widest registers

/// Tensors from malloc, aligned here. glibc before 2.38 asks for more than it needs in order to
/// align, so that a freed tensor's place is too small for the next one of its size: a quarter of
/// what Pix2Pix takes in training lay about so.
class AlignedMalloc final : public c10::Allocator {
 public:
  // No `override`: libtorch 2.3 and later declare this without const, and copy_data only then.
  c10::DataPtr allocate(std::size_t bytes) const { return allocated(bytes); }

  c10::DataPtr allocate(std::size_t bytes) { return allocated(bytes); }

  c10::DeleterFnPtr raw_deleter() const override { return &release; }

  void copy_data(void* to, const void* from, std::size_t bytes) const {
    std::memcpy(to, from, bytes);
  }

 private:
  /// malloc's block is remembered in front of the tensor, where rounding up to the next multiple
  /// always leaves room.
  static c10::DataPtr allocated(std::size_t bytes) {
    static_assert(kAlignment % alignof(std::max_align_t) == 0 &&
                  alignof(std::max_align_t) >= sizeof(void*));
    void* place = nullptr;
    if (bytes > 0) {
      void* const block = bytes > SIZE_MAX - kAlignment ? nullptr : std::malloc(bytes + kAlignment);
      if (block == nullptr) throw std::bad_alloc();
      const auto address = reinterpret_cast<std::uintptr_t>(block);
      place = reinterpret_cast<void*>(address / kAlignment * kAlignment + kAlignment);
      static_cast<void**>(place)[-1] = block;
    }
    return {place, place, &release, c10::DeviceType::CPU};
  }

  static void release(void* place) {
    if (place != nullptr) std::free(static_cast<void**>(place)[-1]);
  }
};

}  // namespace

void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  static AlignedMalloc allocator;
  c10::SetCPUAllocator(&allocator);
}

}  // namespace autochrome::train
