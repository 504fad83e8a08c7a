// Inside of narrow_conv: one row of outputs, in each compiled form of narrow_conv.inc.h.
#pragma once

#include "kernels/narrow_conv.h"

namespace autochrome::kernels {

/// What every row of one narrow convolution shares.
struct NarrowRows {
  const NarrowConv* narrow = nullptr;
  const float* weights = nullptr;
  const float* bias = nullptr;
  const float* from = nullptr;
  float* to = nullptr;
};

using NarrowRow = void (*)(const NarrowRows& rows, std::int64_t y);

/// By the number of outputs less one.
struct NarrowKernels {
  NarrowRow by_outputs[kMostNarrowChannels];
};

[[nodiscard]] NarrowKernels portable_narrow_kernels() noexcept;
#ifdef AUTOCHROME_X86_KERNELS
/// Only to be called where the processor has them.
[[nodiscard]] NarrowKernels avx2_narrow_kernels() noexcept;
[[nodiscard]] NarrowKernels avx512_narrow_kernels() noexcept;
#endif

}  // namespace autochrome::kernels
