// Sine and cosine that round the same on every machine, which the C library's do not promise: the
// picture of a seed is the same everywhere because nothing else here is more than + - * / and sqrt.
#pragma once

#include <cmath>
#include <numbers>

namespace autochrome::garden {

inline constexpr float kPi = std::numbers::pi_v<float>;
inline constexpr float kTurn = 2 * kPi;
/// The angle between one petal or seed and the next of a spiral: 137.5°.
inline constexpr float kGoldenAngle = 2.39996323F;

/// Taylor's series about the nearest multiple of π, to 1e-9; for angles of at most a million turns.
[[nodiscard]] inline float sine(float radians) noexcept {
  const double half_turns = std::floor(radians / std::numbers::pi + 0.5);
  const double x = radians - half_turns * std::numbers::pi;
  const double x2 = x * x;
  double sum = 0;
  // From the smallest term: x - x³/3! + x⁵/5! - …
  for (int n = 15; n > 1; n -= 2) sum = (1 + sum) * -x2 / (n * (n - 1));
  const double value = x * (1 + sum);
  const bool is_odd = half_turns != 2 * std::floor(half_turns / 2);
  return static_cast<float>(is_odd ? -value : value);
}

[[nodiscard]] inline float cosine(float radians) noexcept { return sine(radians + kPi / 2); }

}  // namespace autochrome::garden
