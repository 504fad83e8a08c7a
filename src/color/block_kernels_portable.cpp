#include "color/block_kernels.inc.h"

namespace autochrome::color {

BlockKernels portable_block_kernels() noexcept { return {merge_block, lightness_block}; }

}  // namespace autochrome::color
