// What our kernels use of CUDA and of Hopper cards (compute capability 9.0a), by name: all that
// tests replace to run the kernels on the processor (tests/cuda/emulated/cuda/device.h).
// NVIDIA, Parallel Thread Execution ISA 8, chapters 9.7.9 (copies) and 9.7.15 (wgmma).
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include <cuda_runtime.h>

namespace autochrome::cuda {

__device__ inline std::uint32_t shared_address(const void* shared) {
  return static_cast<std::uint32_t>(__cvta_generic_to_shared(shared));
}

__device__ inline unsigned char* shared_memory() {
  extern __shared__ __align__(1024) unsigned char memory[];
  return memory;
}

__device__ inline float as_float(std::uint32_t bits) { return __uint_as_float(bits); }

/// Two values as bfloat16, the first in the low half; rounds to nearest, ties to even.
__device__ inline std::uint32_t packed(float low, float high) {
  std::uint32_t both;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
  return both;
}

/// Reads 16 bytes now, not when they are needed first.
__device__ inline void read_now(const void* global, std::uint32_t (&to)[4]) {
  asm volatile("ld.global.nc.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "l"(global));
}

__device__ inline float from_lane(float value, int lane_mask) {
  return __shfl_xor_sync(0xFFFFFFFFU, value, lane_mask);
}

/// Starts to copy 16 bytes; zeros if they are not `there`.
__device__ inline void copy_async(void* shared, const void* global, bool there) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared_address(shared)),
               "l"(global), "r"(there ? 16 : 0)
               : "memory");
}

__device__ inline void commit_copies() { asm volatile("cp.async.commit_group;" ::: "memory"); }

/// Waits for this thread's copies, but for those of the last `Pending` commits.
template <int Pending>
__device__ inline void wait_copies() {
  asm volatile("cp.async.wait_group %0;" ::"n"(Pending) : "memory");
}

/// What this thread wrote to shared memory is there for the matrix unit after the next barrier.
__device__ inline void publish_to_matrix_unit() {
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

/// Waits for the other threads of a warpgroup, of which the block has some.
__device__ inline void meet_group(int group) {
  asm volatile("bar.sync %0, 128;" ::"r"(group + 1) : "memory");
}

__device__ inline void begin_products() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }

__device__ inline void commit_products() {
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}

__device__ inline void wait_products() {
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
}

#define AUTOCHROME_4(d, i) "+f"(d[i]), "+f"(d[(i) + 1]), "+f"(d[(i) + 2]), "+f"(d[(i) + 3])
#define AUTOCHROME_16(d, i) \
  AUTOCHROME_4(d, i), AUTOCHROME_4(d, (i) + 4), AUTOCHROME_4(d, (i) + 8), AUTOCHROME_4(d, (i) + 12)
#define AUTOCHROME_64(d, i)                                                    \
  AUTOCHROME_16(d, i), AUTOCHROME_16(d, (i) + 16), AUTOCHROME_16(d, (i) + 32), \
      AUTOCHROME_16(d, (i) + 48)
#define AUTOCHROME_SUMS                                                                       \
  "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, "    \
  "%19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, "     \
  "%36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, %48, %49, %50, %51, %52, "     \
  "%53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, %64, %65, %66, %67, %68, %69, "     \
  "%70, %71, %72, %73, %74, %75, %76, %77, %78, %79, %80, %81, %82, %83, %84, %85, %86, "     \
  "%87, %88, %89, %90, %91, %92, %93, %94, %95, %96, %97, %98, %99, %100, %101, %102, %103, " \
  "%104, %105, %106, %107, %108, %109, %110, %111, %112, %113, %114, %115, %116, %117, "      \
  "%118, %119, %120, %121, %122, %123, %124, %125, %126, %127}"

/// Adds to `d` (64×256 of a warpgroup), or puts there if it is the `first`, a (64×16, of its
/// registers) times the 16 columns of 256 rows that `b` describes.
__device__ inline void add_product(float (&d)[128],
                                   std::uint32_t a0,
                                   std::uint32_t a1,
                                   std::uint32_t a2,
                                   std::uint32_t a3,
                                   std::uint64_t b,
                                   bool first) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %133, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n256k16.f32.bf16.bf16 " AUTOCHROME_SUMS
      ", {%128, %129, %130, %131}, %132, p, 1, 1, 0;\n}"
      : AUTOCHROME_64(d, 0), AUTOCHROME_64(d, 64)
      : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "l"(b), "r"(first ? 0 : 1));
}

/// The same with both factors in shared memory; `kTransposed` if there what is added up lies row
/// by row instead of side by side.
template <bool kTransposed>
__device__ inline void add_product(float (&d)[128], std::uint64_t a, std::uint64_t b, bool first) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %130, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n256k16.f32.bf16.bf16 " AUTOCHROME_SUMS
      ", %128, %129, p, 1, 1, %131, %131;\n}"
      : AUTOCHROME_64(d, 0), AUTOCHROME_64(d, 64)
      : "l"(a), "l"(b), "r"(first ? 0 : 1), "n"(kTransposed ? 1 : 0));
}

#undef AUTOCHROME_4
#undef AUTOCHROME_16
#undef AUTOCHROME_64
#undef AUTOCHROME_SUMS

inline void check(cudaError_t status, const char* what) {
  if (status != cudaSuccess) {
    throw std::runtime_error(std::string(what) +
                             " failed on the graphics card: " + cudaGetErrorString(status));
  }
}

/// Of the card in use.
inline int attribute(cudaDeviceAttr which) {
  int device = 0;
  int value = 0;
  check(cudaGetDevice(&device), "asking for the device");
  check(cudaDeviceGetAttribute(&value, which, device), "asking for what it is");
  return value;
}

inline int multiprocessors() { return attribute(cudaDevAttrMultiProcessorCount); }

/// Whether kernels that are built for Hopper run.
inline bool is_hopper() { return attribute(cudaDevAttrComputeCapabilityMajor) == 9; }

/// Puts a kernel into the stream; does not wait for it.
template <class Kernel, class... Arguments>
void launch(Kernel kernel,
            int blocks,
            int threads,
            int shared_bytes,
            void* stream,
            const Arguments&... arguments) {
  constexpr int kWithoutAsking = 48 * 1024;
  if (shared_bytes > kWithoutAsking) {
    check(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, shared_bytes),
          "reserving shared memory");
  }
  kernel<<<blocks, threads, shared_bytes, static_cast<cudaStream_t>(stream)>>>(arguments...);
  check(cudaGetLastError(), "starting a kernel");
}

}  // namespace autochrome::cuda
