#include "infer/kernels/winograd.inc.h"

namespace autochrome::infer {

WinogradKernels portable_winograd_kernels(Tiling tiling) noexcept {
  return kernels_of<Instructions::Portable>(tiling);
}

}  // namespace autochrome::infer
