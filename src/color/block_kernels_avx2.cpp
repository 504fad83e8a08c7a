#include "color/blend_kernel.inc.h"
#include "color/block_kernels.inc.h"
#include "color/carry_kernel.inc.h"
#include "color/interleave_kernel.inc.h"
#include "color/lab_kernel.inc.h"
#include "color/look_kernel.inc.h"

namespace autochrome::color {

BlockKernels avx2_block_kernels() noexcept {
  return {merge_block, interleave_block, lightness_block, lab_block,
          blend_block, look_block,       fit_samples,     carry_pixels};
}

}  // namespace autochrome::color
