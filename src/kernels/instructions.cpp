#include "kernels/instructions.h"

namespace autochrome::kernels {

Instructions processor_instructions() noexcept {
#ifdef AUTOCHROME_X86_KERNELS
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    return Instructions::Portable;
  }
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return avx512 ? Instructions::Avx512 : Instructions::Avx2;
#else
  return Instructions::Portable;
#endif
}

}  // namespace autochrome::kernels
