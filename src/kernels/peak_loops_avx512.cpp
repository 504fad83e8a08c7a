#include "kernels/peak_loops.inc.h"

namespace autochrome::kernels {

PeakLoop avx512_peak_loop() noexcept { return PeakProduct<Instructions::Avx512>::loop(); }

}  // namespace autochrome::kernels
