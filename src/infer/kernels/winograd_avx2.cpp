#include "infer/kernels/winograd.inc.h"

namespace autochrome::infer {

WinogradKernels avx2_winograd_kernels(Tiling tiling) noexcept {
  return kernels_of<Instructions::Avx2>(tiling);
}

}  // namespace autochrome::infer
