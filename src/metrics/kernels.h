// Inside of metrics: the loops that cost time, as a table of functions. ciede2000_kernel.inc.h and
// ssim_kernel.inc.h are compiled for AVX-512, for AVX2 with FMA and for any processor, and each
// form fills one table.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "color/row_kernels.h"

namespace autochrome::metrics {

/// Pixels that the colour difference is worked out for at once.
inline constexpr std::ptrdiff_t kBlock = 256;

/// kBlock colours in Lab.
struct LabBlock {
  const float* lightness = nullptr;
  const float* a = nullptr;
  const float* b = nullptr;
};

/// Taps of SSIM's Gaussian window.
inline constexpr int kTaps = 11;

/// What SSIM averages in its window: x, y, x² + y² and xy.
inline constexpr std::size_t kMoments = 4;
using MomentRows = std::array<const double*, kMoments>;

/// One row of SSIM's map summed, and of its part without the comparison of means.
struct SimilaritySum {
  double similarity = 0;
  double contrast_structure = 0;
};

struct Kernels {
  void (*ciede2000)(const LabBlock& x, const LabBlock& y, double* differences);

  /// The first of kTaps rows of moments, `width` values each and one behind the other; gives the
  /// width - kTaps + 1 windows that lie within them. `scratch` holds (kMoments + 2) · width values.
  SimilaritySum (*similarity)(const MomentRows& rows, int width, double* scratch);
};

/// The tables that this processor can run, the best first and the portable one last.
[[nodiscard]] std::span<const Kernels> usable_kernels();

/// The best of them, or the portable one.
[[nodiscard]] Kernels kernels_for(color::Isa isa);

[[nodiscard]] Kernels portable_kernels() noexcept;
#ifdef AUTOCHROME_AVX2_KERNELS
/// Only to be called where the processor has AVX2 and FMA.
[[nodiscard]] Kernels avx2_kernels() noexcept;
/// Only where it has AVX-512 F, VL, DQ and BW too.
[[nodiscard]] Kernels avx512_kernels() noexcept;
#endif

}  // namespace autochrome::metrics
