#include "color/carry.h"

#include "color/block_kernels.h"

namespace autochrome::color {

void fit_row(const float* above,
             const float* below,
             float* row,
             std::ptrdiff_t stride,
             std::ptrdiff_t n,
             Isa isa) {
  kernels_for(isa).fit(above, below, row, stride, n);
}

void carry_row(
    const CarryRow& row, std::ptrdiff_t n, const float* lightness, float* a, float* b, Isa isa) {
  kernels_for(isa).carry(row, n, lightness, a, b);
}

}  // namespace autochrome::color
