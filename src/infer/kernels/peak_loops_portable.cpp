#include "infer/kernels/peak_loops.inc.h"

namespace autochrome::infer {

PeakLoop portable_peak_loop() noexcept { return PeakProduct<Instructions::Portable>::loop(); }

}  // namespace autochrome::infer
