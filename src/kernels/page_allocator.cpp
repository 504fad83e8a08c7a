#include "kernels/page_allocator.h"

#include <atomic>
#include <cstdint>

#include <fmt/format.h>

#include "base/division.h"
#include "base/error.h"

#ifdef __linux__
#include <sys/mman.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace autochrome::kernels {

namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kPage = std::size_t{1} << 12;
constexpr std::size_t kHugePage = std::size_t{1} << 21;
// From here on pages are the system's own: to map them costs less than to fill them.
constexpr std::size_t kMapped = std::size_t{1} << 17;

std::atomic<PageGate> page_gate = nullptr;
std::atomic<std::size_t> allocated = 0;

std::size_t alignment_of(std::size_t bytes) { return bytes >= kHugePage ? kHugePage : kCacheLine; }

#ifdef __linux__
std::size_t in_pages(std::size_t bytes) { return rounded_up(bytes, kPage); }

/// More is mapped than is wanted, and what lies beside the aligned part is given back. Null if the
/// system refuses.
void* map_pages(std::size_t bytes) {
  const std::size_t wanted = in_pages(bytes);
  const std::size_t spare = bytes >= kHugePage ? kHugePage : 0;
  void* const mapped =
      ::mmap(nullptr, wanted + spare, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  if (spare == 0) return mapped;
  auto* const first = static_cast<std::byte*>(mapped);
  const std::size_t before = (0 - reinterpret_cast<std::uintptr_t>(first)) % kHugePage;
  if (before > 0) ::munmap(first, before);
  if (spare > before) ::munmap(first + before + wanted, spare - before);
  static_cast<void>(::madvise(first + before, wanted, MADV_HUGEPAGE));
  return first + before;
}
#endif

void* allocate_or_null(std::size_t bytes) {
  const PageGate gate = page_gate;
  if (gate != nullptr && !gate(bytes)) return nullptr;
#ifdef __linux__
  if (bytes >= kMapped) return bytes > PTRDIFF_MAX - 2 * kHugePage ? nullptr : map_pages(bytes);
#endif
  return ::operator new (bytes, std::align_val_t{alignment_of(bytes)}, std::nothrow);
}

}  // namespace

void* allocate_pages(std::size_t bytes) {
  void* const memory = allocate_or_null(bytes);
  if (memory == nullptr) {
    throw MemoryError(
        fmt::format("the system gives no {:.1f} MiB", static_cast<double>(bytes) / (1 << 20)));
  }
  allocated += bytes;
  return memory;
}

void free_pages(void* memory, std::size_t bytes) noexcept {
  allocated -= bytes;
#ifdef __linux__
  if (bytes >= kMapped) {
    ::munmap(memory, in_pages(bytes));
    return;
  }
#endif
  ::operator delete (memory, std::align_val_t{alignment_of(bytes)});
}

void return_unused_memory() noexcept {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

void set_page_gate(PageGate gate) noexcept { page_gate = gate; }

std::size_t bytes_in_pages() noexcept { return allocated; }

}  // namespace autochrome::kernels
