#include "kernels/weight_gradient.inc.h"

namespace autochrome::kernels {

WeightGradientKernels portable_weight_gradient_kernels(Tiling tiling) noexcept {
  return weight_gradient_kernels_of<Instructions::Portable>(tiling);
}

}  // namespace autochrome::kernels
