#include "kernels/winograd.inc.h"

namespace autochrome::kernels {

WinogradKernels avx2_winograd_kernels(Tiling tiling) noexcept {
  return kernels_of<Instructions::Avx2>(tiling);
}

}  // namespace autochrome::kernels
