#include "metrics/kernels.h"

namespace autochrome::metrics {

#ifdef AUTOCHROME_AVX2_KERNELS
namespace {

bool has_avx2() noexcept { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() noexcept {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

}  // namespace
#endif

Kernels kernels_for(color::Isa isa) noexcept {
#ifdef AUTOCHROME_AVX2_KERNELS
  if (isa == color::Isa::Best && has_avx2()) {
    return has_avx512() ? avx512_kernels() : avx2_kernels();
  }
#else
  static_cast<void>(isa);
#endif
  return portable_kernels();
}

}  // namespace autochrome::metrics
