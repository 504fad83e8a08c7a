// Inside of peak: small products again and again, in each compiled form of peak_loops.inc.h.
#pragma once

#include <cstdint>

namespace autochrome::kernels {

struct PeakLoop {
  void (*run)(std::int64_t products);
  std::int64_t multiply_adds;  ///< of a product
};

[[nodiscard]] PeakLoop portable_peak_loop() noexcept;
#ifdef AUTOCHROME_X86_KERNELS
/// Only to be called where the processor has them.
[[nodiscard]] PeakLoop avx2_peak_loop() noexcept;
[[nodiscard]] PeakLoop avx512_peak_loop() noexcept;
#endif

}  // namespace autochrome::kernels
