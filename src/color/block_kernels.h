// Inside of color/row_kernels: the loops over one block of pixels, as a table of functions. Each
// compiled form of color/block_kernels.inc.h fills one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "color/carry.h"
#include "color/row_kernels.h"

namespace autochrome::color {

/// Pixels a block kernel works on at once; the loops have this fixed length so that every pixel
/// goes through the same instructions wherever its row is cut.
inline constexpr std::ptrdiff_t kBlock = 256;

/// LookOptions multiplied out.
struct LookFactors {
  float per_neutral = 0;  ///< one over the chroma from which a tone counts in full
  float plain = 0;        ///< scale of every chroma
  float vivid = 0;        ///< and of what has room for more
  float warmth = 0;       ///< added to b of a middle gray
  float magenta = 0;      ///< added to a
};

struct BlockKernels {
  /// kBlock Lab colours to planes of encoded samples, r then g then b, 0..full_scale.
  void (*merge)(const float* lightness,
                const float* a,
                const float* b,
                float full_scale,
                std::uint16_t* planes);
  /// Such planes, up to 255, to kBlock pixels of three samples without gaps.
  void (*interleave)(const std::uint16_t* planes, std::uint8_t* rgb);
  /// kBlock linear luminances to L.
  void (*lightness)(const float* luminance, float* lightness);
  /// kBlock colours of linear sRGB, a plane a channel, to L, a and b.
  void (*lab)(const double* red,
              const double* green,
              const double* blue,
              float* lightness,
              float* a,
              float* b);
  /// The a and b of kBlock pixels from x0 on.
  void (*blend)(const BlendRow& row, std::int32_t x0, const float* lightness, float* a, float* b);
  /// kBlock colours changed where they lie.
  void (*look)(const LookFactors& look, const float* lightness, float* a, float* b);
  /// As fit_row.
  void (*fit)(
      const float* above, const float* below, float* row, std::ptrdiff_t stride, std::ptrdiff_t n);
  /// As carry_row.
  void (*carry)(const CarryRow& row, std::ptrdiff_t n, const float* lightness, float* a, float* b);
};

[[nodiscard]] BlockKernels kernels_for(Isa isa) noexcept;

[[nodiscard]] BlockKernels portable_block_kernels() noexcept;
#ifdef AUTOCHROME_AVX2_KERNELS
/// Only to be called where the processor has AVX2 and FMA.
[[nodiscard]] BlockKernels avx2_block_kernels() noexcept;
/// Only to be called where it has AVX-512 F, VL, DQ and BW too.
[[nodiscard]] BlockKernels avx512_block_kernels() noexcept;
#endif

}  // namespace autochrome::color
