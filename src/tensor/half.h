// IEEE 754 binary16, the form in which weights are stored.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace autochrome {

/// Rounds to nearest, ties to even; overflow becomes infinity; NaN stays NaN.
[[nodiscard]] inline std::uint16_t to_half(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7fffffffU;
  if (magnitude > 0x7f800000U) return static_cast<std::uint16_t>(sign | 0x7e00U);
  if (magnitude >= 0x477ff000U) return static_cast<std::uint16_t>(sign | 0x7c00U);
  if (magnitude < 0x38800000U) {
    // Subnormal halves are multiples of 2^-24; scaling is exact, so one rounding is made.
    const float scaled = std::bit_cast<float>(magnitude) * 16777216.0F;
    return static_cast<std::uint16_t>(sign | static_cast<std::uint32_t>(std::nearbyintf(scaled)));
  }
  const std::uint32_t odd = (magnitude >> 13) & 1U;
  return static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000U + 0xfffU + odd) >> 13));
}

[[nodiscard]] inline float from_half(std::uint16_t half) noexcept {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1fU;
  const std::uint32_t fraction = half & 0x3ffU;
  if (exponent == 0) {
    const float tiny = static_cast<float>(fraction) / 16777216.0F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(tiny) | sign);
  }
  const std::uint32_t widened = exponent == 0x1f ? 0xffU : exponent + 112U;
  return std::bit_cast<float>(sign | (widened << 23) | (fraction << 13));
}

/// `from_half` of each, without a branch, so that compilers vectorise it: scaling by a power of two
/// is exact, subnormal halves included.
inline void from_halves(std::span<const std::uint16_t> halves, float* to) noexcept {
  constexpr float kRebias = 0x1p112F;
  for (std::size_t i = 0; i < halves.size(); ++i) {
    const std::uint32_t magnitude = static_cast<std::uint32_t>(halves[i] & 0x7fffU) << 13;
    const std::uint32_t sign = static_cast<std::uint32_t>(halves[i] & 0x8000U) << 16;
    const auto finite = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * kRebias);
    const std::uint32_t exponent = magnitude >= 0x0f800000U ? 0x7f800000U : 0U;
    to[i] = std::bit_cast<float>(finite | exponent | sign);
  }
}

}  // namespace autochrome
