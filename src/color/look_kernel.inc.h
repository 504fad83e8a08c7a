// The block kernel of look_row, included like color/block_kernels.inc.h and under its rules.
#include "color/block_kernels.h"

namespace autochrome::color {

namespace {

constexpr float kVividChroma = 100.0F;

/// From 0 at t = 0 to 1 at t = 1, level at both ends.
inline float smooth_step(float t) {
  const float from_zero = t > 0.0F ? t : 0.0F;
  const float held = from_zero < 1.0F ? from_zero : 1.0F;
  return held * held * (3.0F - 2.0F * held);
}

void look_block(const LookFactors& look,
                const float* __restrict lightness,
                float* __restrict a,
                float* __restrict b) {
  const auto [per_neutral, plain, vivid, warmth, magenta] = look;
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    const float chroma = __builtin_sqrtf(a[i] * a[i] + b[i] * b[i]);
    const float room = 1.0F - smooth_step(chroma * (1.0F / kVividChroma));
    const float scale = smooth_step(chroma * per_neutral) * (plain + vivid * room);
    const float light = lightness[i] * 0.01F;
    const float middle = 4.0F * light * (1.0F - light);
    a[i] = a[i] * scale + magenta * middle;
    b[i] = b[i] * scale + warmth * middle;
  }
}

}  // namespace

}  // namespace autochrome::color
