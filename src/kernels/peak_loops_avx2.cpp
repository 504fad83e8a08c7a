#include "kernels/peak_loops.inc.h"

namespace autochrome::kernels {

PeakLoop avx2_peak_loop() noexcept { return PeakProduct<Instructions::Avx2>::loop(); }

}  // namespace autochrome::kernels
