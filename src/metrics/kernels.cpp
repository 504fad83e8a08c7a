#include "metrics/kernels.h"

#include <vector>

namespace autochrome::metrics {

namespace {

std::vector<Kernels> all_usable() {
  std::vector<Kernels> all;
#ifdef AUTOCHROME_AVX2_KERNELS
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
      all.push_back(avx512_kernels());
    }
    all.push_back(avx2_kernels());
  }
#endif
  all.push_back(portable_kernels());
  return all;
}

}  // namespace

std::span<const Kernels> usable_kernels() {
  static const std::vector<Kernels> all = all_usable();
  return all;
}

Kernels kernels_for(color::Isa isa) {
  return isa == color::Isa::Best ? usable_kernels().front() : usable_kernels().back();
}

}  // namespace autochrome::metrics
