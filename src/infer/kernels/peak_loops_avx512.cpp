#include "infer/kernels/peak_loops.inc.h"

namespace autochrome::infer {

PeakLoop avx512_peak_loop() noexcept { return PeakProduct<Instructions::Avx512>::loop(); }

}  // namespace autochrome::infer
