// The block kernels of merge_row and lightness_of_luminance_row, included by one source file per
// compiled form and nowhere else, in an anonymous namespace: the same text, so the same meaning,
// for every processor. Vectors, or loops of a fixed length that g++ vectorises, and no calls. No
// std:: functions here: an out-of-line copy made for AVX2 could be the one that the linker keeps
// for the whole program.
#include "color/block_kernels.h"
#include "color/constants.h"
#include "color/lanes.inc.h"

namespace autochrome::color {

namespace {

// As in lab.cpp: linear light; a neutral of L = 100 comes out within 1e-6 of 1.
constexpr float kGamutSlack = 2e-6F;
// The interval of scales shrinks to 2^-16; a and b come within 3e-3 of the largest that are shown.
constexpr int kGamutSteps = 16;
// Most out-of-gamut colours searched at once, and fewest: each of the steps waits for the one
// before, so that several registers' worth take hardly longer than one of the widest.
constexpr std::ptrdiff_t kGroup = 64;
constexpr std::ptrdiff_t kLeastGroup = 16;
static_assert(kLeastGroup % kLanes == 0 && kBlock % kLanes == 0);

struct LinearRgb {
  Floats r;
  Floats g;
  Floats b;
};

/// Roots f(X), f(Y), f(Z) of a colour as f(Y) and the other two's distances from it.
struct Chroma {
  Floats dx;
  Floats dz;
};

inline Floats cube_of(const Floats& root) {
  constexpr auto kRoot = static_cast<float>(kLabRootThreshold);
  constexpr auto kSlope = static_cast<float>(1 / kLabTangentSlope);
  constexpr auto kOffset = static_cast<float>(-kLabTangentOffset / kLabTangentSlope);
  const Floats cube = root * root * root;
  const Floats line = root * kSlope + kOffset;
  return root > kRoot ? cube : line;
}

inline Floats root_of_lightness(const Floats& lightness) {
  const Floats held = smaller(larger(lightness, Floats{}), Floats{} + 100.0F);
  constexpr auto kScale = static_cast<float>(1 / kLabLightnessScale);
  return (held + static_cast<float>(kLabLightnessOffset)) * kScale;
}

inline Chroma chroma_of(const Floats& a, const Floats& b) {
  return {a * static_cast<float>(1 / kLabAScale), b * static_cast<float>(1 / kLabBScale)};
}

// The matrix rows sum to 1, so each component is luminance plus a departure that vanishes for gray.
inline LinearRgb linear_of(const Floats& fy, const Chroma& chroma) {
  constexpr auto& kM = kRgbFromWhiteXyz.m;
  const Floats y = cube_of(fy);
  const Floats x = cube_of(fy + chroma.dx) - y;
  const Floats z = cube_of(fy - chroma.dz) - y;
  return {y + static_cast<float>(kM[0][0]) * x + static_cast<float>(kM[0][2]) * z,
          y + static_cast<float>(kM[1][0]) * x + static_cast<float>(kM[1][2]) * z,
          y + static_cast<float>(kM[2][0]) * x + static_cast<float>(kM[2][2]) * z};
}

// False for a colour that is not finite: what is not reaches all three, and comparing it fails.
inline Ints is_shown(const LinearRgb& c) {
  constexpr float kLow = -kGamutSlack;
  constexpr float kHigh = 1.0F + kGamutSlack;
  const Floats lowest = smaller(c.r, smaller(c.g, c.b));
  const Floats highest = larger(c.r, larger(c.g, c.b));
  return (lowest >= kLow) & (highest <= kHigh);
}

// The sRGB curve above its straight part is 1.055 t^(5/3) - 0.055 with t = linear^(1/4), smooth
// enough on [0.0031308^(1/4), 1] for the Chebyshev interpolation of degree 7, here in powers of t.
// Largest error 6e-7, a thirteenth of half a 16-bit step.
inline Floats encoded_of(const Floats& linear) {
  const Floats v = smaller(larger(linear, Floats{}), Floats{} + 1.0F);
  const Floats t = square_root(square_root(v));
  Floats curve = t * -0.07196584343910217F + 0.3763348460197449F;
  curve = curve * t - 0.8653897643089294F;
  curve = curve * t + 1.1773362159729004F;
  curve = curve * t - 1.138208031654358F;
  curve = curve * t + 1.4558688402175903F;
  curve = curve * t + 0.12453703582286835F;
  curve = curve * t - 0.05851341411471367F;
  const Floats line = v * static_cast<float>(kSrgbSlope);
  return v > static_cast<float>(kSrgbLinearThreshold) ? curve : line;
}

struct LinearBlock {
  alignas(64) float r[kBlock];
  alignas(64) float g[kBlock];
  alignas(64) float b[kBlock];
  alignas(64) std::int32_t shown[kBlock];  ///< 0 where the colour cannot be
};

/// Returns whether all colours of the block can be shown.
inline bool convert(const float* lightness, const float* a, const float* b, LinearBlock& out) {
  Ints all = Ints{} - 1;
  for (std::ptrdiff_t i = 0; i < kBlock; i += kLanes) {
    const LinearRgb c = linear_of(root_of_lightness(load<Floats>(lightness + i)),
                                  chroma_of(load<Floats>(a + i), load<Floats>(b + i)));
    const Ints shown = is_shown(c);
    store(out.r + i, c.r);
    store(out.g + i, c.g);
    store(out.b + i, c.b);
    store(out.shown + i, shown);
    all &= shown;
  }
  std::int32_t every = -1;
  for (std::ptrdiff_t k = 0; k < kLanes; ++k) every &= all[k];
  return every != 0;
}

/// A handful of colours on their way into the gamut.
struct Group {
  alignas(64) float lightness[kGroup];
  alignas(64) float a[kGroup];
  alignas(64) float b[kGroup];
  std::ptrdiff_t place[kGroup];
  std::ptrdiff_t size = 0;
};

struct LinearGroup {
  alignas(64) float r[kGroup];
  alignas(64) float g[kGroup];
  alignas(64) float b[kGroup];
};

// Bisection for the largest scale of chroma that is shown. Scale 0, the neutral, always is, and
// only scales that were seen to be shown are kept.
template <std::ptrdiff_t kCount>
inline void search(const Group& group, LinearGroup& out) {
  constexpr std::ptrdiff_t kVectors = kCount / kLanes;
  Floats fy[kVectors];
  Chroma chroma[kVectors];
  Floats scale[kVectors]{};
  for (std::ptrdiff_t i = 0; i < kVectors; ++i) {
    fy[i] = root_of_lightness(load<Floats>(group.lightness + i * kLanes));
    chroma[i] = chroma_of(load<Floats>(group.a + i * kLanes), load<Floats>(group.b + i * kLanes));
  }
  float step = 0.5F;
  for (int k = 0; k < kGamutSteps; ++k) {
    for (std::ptrdiff_t i = 0; i < kVectors; ++i) {
      const Floats tried = scale[i] + step;
      const LinearRgb c = linear_of(fy[i], {chroma[i].dx * tried, chroma[i].dz * tried});
      scale[i] = is_shown(c) ? tried : scale[i];
    }
    step *= 0.5F;
  }
  for (std::ptrdiff_t i = 0; i < kVectors; ++i) {
    // Nothing times a chroma that is not finite would still not be finite.
    const Ints some = scale[i] > 0.0F;
    const LinearRgb c = linear_of(fy[i], {some ? chroma[i].dx * scale[i] : Floats{},
                                          some ? chroma[i].dz * scale[i] : Floats{}});
    store(out.r + i * kLanes, c.r);
    store(out.g + i * kLanes, c.g);
    store(out.b + i * kLanes, c.b);
  }
}

/// Searches the first kCount places or, where there are more colours, twice as many.
template <std::ptrdiff_t kCount>
inline void search_filled(Group& group, LinearGroup& out) {
  if constexpr (kCount < kGroup) {
    if (group.size > kCount) return search_filled<2 * kCount>(group, out);
  }
  for (std::ptrdiff_t i = group.size; i < kCount; ++i) {
    group.lightness[i] = group.a[i] = group.b[i] = 0.0F;
  }
  search<kCount>(group, out);
}

inline void bring_in(Group& group, LinearBlock& block) {
  LinearGroup shown;
  search_filled<kLeastGroup>(group, shown);
  for (std::ptrdiff_t i = 0; i < group.size; ++i) {
    block.r[group.place[i]] = shown.r[i];
    block.g[group.place[i]] = shown.g[i];
    block.b[group.place[i]] = shown.b[i];
  }
  group.size = 0;
}

inline void reduce(const float* lightness, const float* a, const float* b, LinearBlock& block) {
  Group group;
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    if (block.shown[i] != 0) continue;
    group.lightness[group.size] = lightness[i];
    group.a[group.size] = a[i];
    group.b[group.size] = b[i];
    group.place[group.size] = i;
    if (++group.size == kGroup) bring_in(group, block);
  }
  if (group.size > 0) bring_in(group, block);
}

inline void encode(const float* linear, float full_scale, std::uint16_t* samples) {
  for (std::ptrdiff_t i = 0; i < kBlock; i += kLanes) {
    const Floats encoded = encoded_of(load<Floats>(linear + i)) * full_scale + 0.5F;
    store(samples + i, __builtin_convertvector(__builtin_convertvector(encoded, Ints), Words));
  }
}

void merge_block(const float* lightness,
                 const float* a,
                 const float* b,
                 float full_scale,
                 std::uint16_t* planes) {
  LinearBlock block;
  if (!convert(lightness, a, b, block)) reduce(lightness, a, b, block);
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
