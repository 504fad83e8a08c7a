#include "infer/kernels/winograd.inc.h"

namespace autochrome::infer {

WinogradKernels avx512_winograd_kernels(Tiling tiling) noexcept {
  return kernels_of<Instructions::Avx512>(tiling);
}

}  // namespace autochrome::infer
