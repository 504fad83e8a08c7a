#include "color/blend_kernel.inc.h"
#include "color/block_kernels.inc.h"

namespace autochrome::color {

BlockKernels avx2_block_kernels() noexcept { return {merge_block, lightness_block, blend_block}; }

}  // namespace autochrome::color
