#include "kernels/winograd.inc.h"

namespace autochrome::kernels {

WinogradKernels avx512_winograd_kernels(Tiling tiling) noexcept {
  return kernels_of<Instructions::Avx512>(tiling);
}

}  // namespace autochrome::kernels
