#include "kernels/narrow_conv.inc.h"

namespace autochrome::kernels {

NarrowKernels portable_narrow_kernels() noexcept { return kRows<8>; }

}  // namespace autochrome::kernels
