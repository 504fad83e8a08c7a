#include "infer/kernels/narrow_conv.inc.h"

namespace autochrome::infer {

NarrowKernels avx2_narrow_kernels() noexcept { return kRows<8>; }

}  // namespace autochrome::infer
