#include "kernels/weight_gradient.inc.h"

namespace autochrome::kernels {

WeightGradientKernels avx2_weight_gradient_kernels(Tiling tiling) noexcept {
  return weight_gradient_kernels_of<Instructions::Avx2>(tiling);
}

}  // namespace autochrome::kernels
