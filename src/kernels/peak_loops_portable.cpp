#include "kernels/peak_loops.inc.h"

namespace autochrome::kernels {

PeakLoop portable_peak_loop() noexcept { return PeakProduct<Instructions::Portable>::loop(); }

}  // namespace autochrome::kernels
