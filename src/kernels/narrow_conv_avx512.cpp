#include "kernels/narrow_conv.inc.h"

namespace autochrome::kernels {

NarrowKernels avx512_narrow_kernels() noexcept { return kRows<16>; }

}  // namespace autochrome::kernels
