#include "metrics/ciede2000_kernel.inc.h"
#include "metrics/ssim_kernel.inc.h"

namespace autochrome::metrics {

Kernels avx512_kernels() noexcept { return {ciede2000_block, similarity_row}; }

}  // namespace autochrome::metrics
