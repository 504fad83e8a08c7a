#include "kernels/weight_gradient.inc.h"

namespace autochrome::kernels {

WeightGradientKernels avx512_weight_gradient_kernels(Tiling tiling) noexcept {
  return weight_gradient_kernels_of<Instructions::Avx512>(tiling);
}

}  // namespace autochrome::kernels
