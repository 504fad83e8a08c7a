#include "infer/kernels/narrow_conv.inc.h"

namespace autochrome::infer {

NarrowKernels avx512_narrow_kernels() noexcept { return kRows<16>; }

}  // namespace autochrome::infer
