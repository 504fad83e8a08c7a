// How much of the network's colour is taken and of what kind: arithmetic on a and b that needs no
// run of the network, so that a program may try looks as fast as it draws. The browser's shader
// does the same; both keep to what look_row says.
#pragma once

#include <cstddef>

#include "base/options.h"
#include "color/row_kernels.h"

namespace autochrome::color {

struct LookOptions {
  float strength = 1;     ///< 0 gives gray
  float saturation = 1;   ///< above 1 vivid tones gain less, so that they do not clip
  float temperature = 0;  ///< -1 towards blue, 1 towards yellow
  float tint = 0;         ///< -1 towards green, 1 towards magenta
  float neutrals = 0;     ///< 1 holds tones of less than 24 chroma back

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("strength", self.strength, "Scale of the added chroma", Limits{.min = 0, .max = 1.5});
    visit("saturation", self.saturation, "Vividness of the colours", Limits{.min = 0, .max = 2});
    visit("temperature", self.temperature, "Colder or warmer colours", Limits{.min = -1, .max = 1});
    visit("tint", self.tint, "Towards green or magenta", Limits{.min = -1, .max = 1});
    visit("neutrals", self.neutrals, "How well tones that are nearly neutral are kept so",
          Limits{.min = 0, .max = 1});
  }

  /// Whether colours stay as they are.
  [[nodiscard]] bool plain() const noexcept {
    return strength == 1 && saturation == 1 && temperature == 0 && tint == 0 && neutrals == 0;
  }
};

// clang-format off
/// Changes a and b (Lab units) of n pixels of lightness L (0..100), with C = √(a² + b²),
/// s(t) = t²(3 − 2t), t held to [0, 1],
/// m = 4 L/100 (1 − L/100) and
/// v = saturation, above 1: 1 + (saturation − 1) · (1 − s(C / 100)):
///   a, b ·= s(C / (24 neutrals)) · strength · v
///   b += 20 temperature · m · strength
///   a += 20 tint · m · strength
// clang-format on
/// A pixel's result does not depend on its place in the row.
void look_row(const LookOptions& look,
              const float* lightness,
              std::ptrdiff_t n,
              float* a,
              float* b,
              Isa isa = Isa::Best);

}  // namespace autochrome::color
