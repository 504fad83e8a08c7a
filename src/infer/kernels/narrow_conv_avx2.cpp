#include "infer/kernels/narrow_conv.inc.h"

namespace autochrome::infer {

NarrowKernels avx2_narrow_kernels() noexcept { return {{row<1>, row<2>, row<3>, row<4>}}; }

}  // namespace autochrome::infer
