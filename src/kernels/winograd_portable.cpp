#include "kernels/winograd.inc.h"

namespace autochrome::kernels {

WinogradKernels portable_winograd_kernels(Tiling tiling) noexcept {
  return kernels_of<Instructions::Portable>(tiling);
}

}  // namespace autochrome::kernels
