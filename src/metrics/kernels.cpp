#include "metrics/kernels.h"

namespace autochrome::metrics {

Kernels kernels_for(color::Isa isa) noexcept {
#ifdef AUTOCHROME_AVX2_KERNELS
  if (isa == color::Isa::Best && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return avx2_kernels();
  }
#else
  static_cast<void>(isa);
#endif
  return portable_kernels();
}

}  // namespace autochrome::metrics
