// The block kernels themselves, included by one source file per compiled form and nowhere else, in
// an anonymous namespace: the same text, so the same meaning, for every processor. Loops have a
// fixed length and no calls, which g++ vectorises. No std:: functions here: an out-of-line copy
// made for AVX2 could be the one that the linker keeps for the whole program.
#include "color/block_kernels.h"
#include "color/constants.h"

namespace autochrome::color {

namespace {

// As in lab.cpp: linear light; a neutral of L = 100 comes out within 1e-6 of 1.
constexpr float kGamutSlack = 2e-6F;
// The interval of scales shrinks to 2^-16; a and b come within 3e-3 of the largest that are shown.
constexpr int kGamutSteps = 16;
// Most out-of-gamut colours searched at once, and fewest: each of the steps waits for the one
// before, so that several registers' worth take hardly longer than one of the widest.
constexpr int kGroup = 64;
constexpr int kLeastGroup = 16;

struct LinearRgb {
  float r;
  float g;
  float b;
};

/// Roots f(X), f(Y), f(Z) of a colour as f(Y) and the other two's distances from it.
struct Chroma {
  float dx;
  float dz;
};

inline float cube_of(float root) {
  constexpr auto kRoot = static_cast<float>(kLabRootThreshold);
  constexpr auto kSlope = static_cast<float>(1 / kLabTangentSlope);
  constexpr auto kOffset = static_cast<float>(-kLabTangentOffset / kLabTangentSlope);
  const float cube = root * root * root;
  const float line = root * kSlope + kOffset;
  return root > kRoot ? cube : line;
}

inline float root_of_lightness(float lightness) {
  const float from_black = lightness > 0.0F ? lightness : 0.0F;
  const float held = from_black < 100.0F ? from_black : 100.0F;
  constexpr auto kScale = static_cast<float>(1 / kLabLightnessScale);
  return (held + static_cast<float>(kLabLightnessOffset)) * kScale;
}

// The matrix rows sum to 1, so each component is luminance plus a departure that vanishes for gray.
inline LinearRgb linear_of(float fy, Chroma chroma) {
  constexpr auto& kM = kRgbFromWhiteXyz.m;
  const float y = cube_of(fy);
  const float x = cube_of(fy + chroma.dx) - y;
  const float z = cube_of(fy - chroma.dz) - y;
  return {y + static_cast<float>(kM[0][0]) * x + static_cast<float>(kM[0][2]) * z,
          y + static_cast<float>(kM[1][0]) * x + static_cast<float>(kM[1][2]) * z,
          y + static_cast<float>(kM[2][0]) * x + static_cast<float>(kM[2][2]) * z};
}

// False for a colour that is not finite: every comparison with NaN is.
inline bool is_shown(const LinearRgb& c) {
  constexpr float kLow = -kGamutSlack;
  constexpr float kHigh = 1.0F + kGamutSlack;
  return (c.r >= kLow) & (c.r <= kHigh) & (c.g >= kLow) & (c.g <= kHigh) & (c.b >= kLow) &
         (c.b <= kHigh);
}

// The sRGB curve above its straight part is 1.055 t^(5/3) - 0.055 with t = linear^(1/4), smooth
// enough on [0.0031308^(1/4), 1] for the Chebyshev interpolation of degree 7, here in powers of t.
// Largest error 6e-7, a thirteenth of half a 16-bit step.
inline float encoded_of(float linear) {
  const float from_black = linear > 0.0F ? linear : 0.0F;
  const float v = from_black < 1.0F ? from_black : 1.0F;
  const float t = __builtin_sqrtf(__builtin_sqrtf(v));
  float curve = -0.07196584343910217F;
  curve = curve * t + 0.3763348460197449F;
  curve = curve * t - 0.8653897643089294F;
  curve = curve * t + 1.1773362159729004F;
  curve = curve * t - 1.138208031654358F;
  curve = curve * t + 1.4558688402175903F;
  curve = curve * t + 0.12453703582286835F;
  curve = curve * t - 0.05851341411471367F;
  const float line = v * static_cast<float>(kSrgbSlope);
  return v > static_cast<float>(kSrgbLinearThreshold) ? curve : line;
}

struct LinearBlock {
  alignas(64) float r[kBlock];
  alignas(64) float g[kBlock];
  alignas(64) float b[kBlock];
  alignas(64) std::int32_t lost[kBlock];  ///< 1 where the colour cannot be shown
};

inline Chroma chroma_of(float a, float b) {
  return {a * static_cast<float>(1 / kLabAScale), b * static_cast<float>(1 / kLabBScale)};
}

/// Returns how many colours of the block cannot be shown.
inline std::int32_t convert(const float* __restrict lightness,
                            const float* __restrict a,
                            const float* __restrict b,
                            LinearBlock& __restrict out) {
  std::int32_t lost = 0;
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    const LinearRgb c = linear_of(root_of_lightness(lightness[i]), chroma_of(a[i], b[i]));
    out.r[i] = c.r;
    out.g[i] = c.g;
    out.b[i] = c.b;
    out.lost[i] = is_shown(c) ? 0 : 1;
    lost += out.lost[i];
  }
  return lost;
}

/// A handful of colours on their way into the gamut.
struct Group {
  alignas(64) float fy[kGroup];
  alignas(64) float dx[kGroup];
  alignas(64) float dz[kGroup];
  alignas(64) float scale[kGroup];
  std::ptrdiff_t place[kGroup];
  int size = 0;
};

// Bisection for the largest scale of chroma that is shown. Scale 0, the neutral, always is, and
// only scales that were seen to be shown are kept.
template <int kCount>
inline void search(Group& __restrict group) {
  for (int i = 0; i < kCount; ++i) group.scale[i] = 0.0F;
  float step = 0.5F;
  for (int k = 0; k < kGamutSteps; ++k) {
    for (int i = 0; i < kCount; ++i) {
      const float tried = group.scale[i] + step;
      const LinearRgb c = linear_of(group.fy[i], {group.dx[i] * tried, group.dz[i] * tried});
      group.scale[i] = is_shown(c) ? tried : group.scale[i];
    }
    step *= 0.5F;
  }
}

/// Searches the first kCount places or, where there are more colours, twice as many.
template <int kCount>
inline void search_filled(Group& group) {
  if constexpr (kCount < kGroup) {
    if (group.size > kCount) return search_filled<2 * kCount>(group);
  }
  for (int i = group.size; i < kCount; ++i) group.fy[i] = group.dx[i] = group.dz[i] = 0.0F;
  search<kCount>(group);
}

inline void bring_in(Group& group, LinearBlock& block) {
  search_filled<kLeastGroup>(group);
  for (int i = 0; i < group.size; ++i) {
    const float scale = group.scale[i];
    // Nothing times a chroma that is not finite would still not be finite.
    const Chroma kept = scale > 0.0F ? Chroma{group.dx[i] * scale, group.dz[i] * scale} : Chroma{};
    const LinearRgb c = linear_of(group.fy[i], kept);
    block.r[group.place[i]] = c.r;
    block.g[group.place[i]] = c.g;
    block.b[group.place[i]] = c.b;
  }
  group.size = 0;
}

inline void reduce(const float* lightness, const float* a, const float* b, LinearBlock& block) {
  Group group;
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    if (block.lost[i] == 0) continue;
    const Chroma chroma = chroma_of(a[i], b[i]);
    group.fy[group.size] = root_of_lightness(lightness[i]);
    group.dx[group.size] = chroma.dx;
    group.dz[group.size] = chroma.dz;
    group.place[group.size] = i;
    if (++group.size == kGroup) bring_in(group, block);
  }
  if (group.size > 0) bring_in(group, block);
}

inline void encode(const float* __restrict linear,
                   float full_scale,
                   std::uint16_t* __restrict samples) {
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    const auto rounded = static_cast<std::int32_t>(encoded_of(linear[i]) * full_scale + 0.5F);
    samples[i] = static_cast<std::uint16_t>(rounded);
  }
}

void merge_block(const float* lightness,
                 const float* a,
                 const float* b,
                 float full_scale,
                 std::uint16_t* planes) {
  LinearBlock block;
  if (convert(lightness, a, b, block) > 0) reduce(lightness, a, b, block);
  encode(block.r, full_scale, planes);
  encode(block.g, full_scale, planes + kBlock);
  encode(block.b, full_scale, planes + 2 * kBlock);
}

// Halley's iteration for the cube root, twice, from a third of the exponent: the first guess is
// within 4 %, the second within 5e-5, the third within a float.
inline float cube_root(float v) {
  const auto bits = static_cast<float>(__builtin_bit_cast(std::int32_t, v));
  const std::int32_t guess = static_cast<std::int32_t>(bits * (1.0F / 3.0F)) + 709921077;
  float root = __builtin_bit_cast(float, guess);
  for (int k = 0; k < 2; ++k) {
    const float cube = root * root * root;
    root *= (cube + 2.0F * v) / (2.0F * cube + v);
  }
  return root;
}

void lightness_block(const float* __restrict luminance, float* __restrict lightness) {
  constexpr auto kThreshold = static_cast<float>(kLabThreshold);
  constexpr auto kSlope = static_cast<float>(kLabTangentSlope);
  constexpr auto kOffset = static_cast<float>(kLabTangentOffset);
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    const float y = luminance[i];
    const float curve = cube_root(y > kThreshold ? y : kThreshold);
    const float root = y > kThreshold ? curve : y * kSlope + kOffset;
    lightness[i] =
        root * static_cast<float>(kLabLightnessScale) - static_cast<float>(kLabLightnessOffset);
  }
}

}  // namespace

}  // namespace autochrome::color
