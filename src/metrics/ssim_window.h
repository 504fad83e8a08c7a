// The constants of SSIM (Wang et al. 2004, section III.B), which the kernels and nobody else need.
#pragma once

#include "metrics/kernels.h"

namespace autochrome::metrics {

/// exp(-k² / (2 · 1.5²)) for k from -5 to 5, divided by its sum.
inline constexpr double kWindow[kTaps] = {
    0.00102838008447911, 0.007598758135239185, 0.03600077212843083, 0.10936068950970002,
    0.2130055377112537,  0.26601172486179436,  0.2130055377112537,  0.10936068950970002,
    0.03600077212843083, 0.007598758135239185, 0.00102838008447911};

/// (K1 · 255)² and (K2 · 255)² with K1 = 0.01 and K2 = 0.03.
inline constexpr double kC1 = 6.5025;
inline constexpr double kC2 = 58.5225;

}  // namespace autochrome::metrics
