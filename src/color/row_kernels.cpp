#include "color/row_kernels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "color/block_kernels.h"
#include "color/constants.h"
#include "color/lab.h"
#include "color/look.h"

namespace autochrome::color {

namespace {

#ifdef AUTOCHROME_AVX2_KERNELS
bool has_avx2() noexcept { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() noexcept {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}
#endif

}  // namespace

BlockKernels kernels_for(Isa isa) noexcept {
#ifdef AUTOCHROME_AVX2_KERNELS
  if (isa != Isa::Portable && has_avx2()) {
    return isa == Isa::Best && has_avx512() ? avx512_block_kernels() : avx2_block_kernels();
  }
#else
  static_cast<void>(isa);
#endif
  return portable_block_kernels();
}

namespace {

template <class Sample>
constexpr Sample kFullScale = std::numeric_limits<Sample>::max();

using FloatBlock = std::array<float, kBlock>;
using SamplePlanes = std::array<std::uint16_t, 3 * kBlock>;

template <class Sample>
void interleave(const SamplePlanes& planes, std::ptrdiff_t n, Sample* rgb, std::ptrdiff_t stride) {
  const std::uint16_t* plane = planes.data();
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    rgb[i * stride] = static_cast<Sample>(plane[i]);
    rgb[i * stride + 1] = static_cast<Sample>(plane[i + kBlock]);
    rgb[i * stride + 2] = static_cast<Sample>(plane[i + 2 * kBlock]);
  }
}

void interleave_block(const BlockKernels& kernels,
                      const SamplePlanes& planes,
                      std::uint8_t* rgb,
                      std::ptrdiff_t stride) {
  if (stride == 3) return kernels.interleave(planes.data(), rgb);
  interleave(planes, kBlock, rgb, stride);
}

void interleave_block(const BlockKernels&,
                      const SamplePlanes& planes,
                      std::uint16_t* rgb,
                      std::ptrdiff_t stride) {
  interleave(planes, kBlock, rgb, stride);
}

/// A last, short block made whole, so that the kernels need no other length.
FloatBlock padded(const float* values, std::ptrdiff_t n) {
  FloatBlock block{};
  std::copy_n(values, n, block.begin());
  return block;
}

template <class Sample>
void merge(const float* lightness,
           const float* a,
           const float* b,
           std::ptrdiff_t n,
           Sample* rgb,
           std::ptrdiff_t stride,
           Isa isa) {
  const BlockKernels kernels = kernels_for(isa);
  constexpr auto kScale = static_cast<float>(kFullScale<Sample>);
  alignas(64) SamplePlanes planes;
  std::ptrdiff_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    kernels.merge(lightness + i, a + i, b + i, kScale, planes.data());
    interleave_block(kernels, planes, rgb + i * stride, stride);
  }
  if (i == n) return;
  kernels.merge(padded(lightness + i, n - i).data(), padded(a + i, n - i).data(),
                padded(b + i, n - i).data(), kScale, planes.data());
  interleave(planes, n - i, rgb + i * stride, stride);
}

LookFactors factors_of(const LookOptions& look) noexcept {
  // Lab units: the chroma below which a tone may count as neutral, and the most that temperature
  // and tint add.
  constexpr float kNeutralChroma = 24.0F;
  constexpr float kFullShift = 20.0F;
  constexpr float kAtOnce = 1e30F;  // any chroma at all counts in full
  const float excess = std::max(look.saturation - 1.0F, 0.0F);
  return {.per_neutral = look.neutrals > 0.0F ? 1.0F / (kNeutralChroma * look.neutrals) : kAtOnce,
          .plain = (look.saturation - excess) * look.strength,
          .vivid = excess * look.strength,
          .warmth = kFullShift * look.temperature * look.strength,
          .magenta = kFullShift * look.tint * look.strength};
}

template <class Sample>
std::vector<float> linear_table() {
  std::vector<float> table(std::size_t{kFullScale<Sample>} + 1);
  for (std::size_t v = 0; v < table.size(); ++v) {
    table[v] = srgb_to_linear(static_cast<float>(v) / static_cast<float>(kFullScale<Sample>));
  }
  return table;
}

}  // namespace

void merge_row(const float* lightness,
               const float* a,
               const float* b,
               std::ptrdiff_t n,
               std::uint8_t* rgb,
               std::ptrdiff_t stride,
               Isa isa) {
  merge(lightness, a, b, n, rgb, stride, isa);
}

void merge_row(const float* lightness,
               const float* a,
               const float* b,
               std::ptrdiff_t n,
               std::uint16_t* rgb,
               std::ptrdiff_t stride,
               Isa isa) {
  merge(lightness, a, b, n, rgb, stride, isa);
}

void lightness_of_luminance_row(const float* luminance,
                                std::ptrdiff_t n,
                                float* lightness,
                                Isa isa) {
  const BlockKernels kernels = kernels_for(isa);
  std::ptrdiff_t i = 0;
  for (; i + kBlock <= n; i += kBlock) kernels.lightness(luminance + i, lightness + i);
  if (i == n) return;
  FloatBlock last;
  kernels.lightness(padded(luminance + i, n - i).data(), last.data());
  std::copy_n(last.begin(), n - i, lightness + i);
}

void blend_row(const BlendRow& row,
               std::int32_t x0,
               std::ptrdiff_t n,
               const float* lightness,
               float* a,
               float* b,
               Isa isa) {
  const BlockKernels kernels = kernels_for(isa);
  std::ptrdiff_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    kernels.blend(row, x0 + static_cast<std::int32_t>(i), lightness + i, a + i, b + i);
  }
  if (i == n) return;
  FloatBlock last_a;
  FloatBlock last_b;
  kernels.blend(row, x0 + static_cast<std::int32_t>(i), padded(lightness + i, n - i).data(),
                last_a.data(), last_b.data());
  std::copy_n(last_a.begin(), n - i, a + i);
  std::copy_n(last_b.begin(), n - i, b + i);
}

void look_row(const LookOptions& look,
              const float* lightness,
              std::ptrdiff_t n,
              float* a,
              float* b,
              Isa isa) {
  const BlockKernels kernels = kernels_for(isa);
  const LookFactors factors = factors_of(look);
  std::ptrdiff_t i = 0;
  for (; i + kBlock <= n; i += kBlock) kernels.look(factors, lightness + i, a + i, b + i);
  if (i == n) return;
  FloatBlock last_a = padded(a + i, n - i);
  FloatBlock last_b = padded(b + i, n - i);
  kernels.look(factors, padded(lightness + i, n - i).data(), last_a.data(), last_b.data());
  std::copy_n(last_a.begin(), n - i, a + i);
  std::copy_n(last_b.begin(), n - i, b + i);
}

template <class Sample>
LightnessReader<Sample>::LightnessReader()
    : linear_(linear_table<Sample>()), lightness_(linear_.size()) {
  std::transform(linear_.begin(), linear_.end(), lightness_.begin(), lightness_of_luminance);
}

template <class Sample>
void LightnessReader<Sample>::from_gray(const Sample* gray,
                                        std::ptrdiff_t n,
                                        std::ptrdiff_t stride,
                                        float* lightness) const {
  for (std::ptrdiff_t i = 0; i < n; ++i) lightness[i] = lightness_[gray[i * stride]];
}

template <class Sample>
void LightnessReader<Sample>::from_rgb(const Sample* rgb,
                                       std::ptrdiff_t n,
                                       std::ptrdiff_t stride,
                                       float* lightness) const {
  constexpr auto kRed = static_cast<float>(kWhiteXyzFromRgb.m[1][0]);
  constexpr auto kBlue = static_cast<float>(kWhiteXyzFromRgb.m[1][2]);
  const float* linear = linear_.data();
  FloatBlock luminance;
  for (std::ptrdiff_t done = 0; done < n; done += kBlock) {
    const std::ptrdiff_t count = std::min(kBlock, n - done);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const Sample* pixel = rgb + (done + i) * stride;
      const float green = linear[pixel[1]];
      luminance[static_cast<std::size_t>(i)] =
          green + kRed * (linear[pixel[0]] - green) + kBlue * (linear[pixel[2]] - green);
    }
    lightness_of_luminance_row(luminance.data(), count, lightness + done);
  }
}

LabReader::LabReader() {
  for (std::size_t v = 0; v < linear_.size(); ++v) {
    const double encoded = static_cast<double>(v) / kFullScale<std::uint8_t>;
    linear_[v] = encoded <= kSrgbEncodedThreshold
                     ? encoded / kSrgbSlope
                     : std::pow((encoded + kSrgbOffset) / (1 + kSrgbOffset), kSrgbGamma);
  }
}

void LabReader::from_rgb(const std::uint8_t* rgb,
                         std::ptrdiff_t n,
                         float* lightness,
                         float* a,
                         float* b,
                         Isa isa) const {
  const BlockKernels kernels = kernels_for(isa);
  alignas(64) std::array<std::array<double, kBlock>, 3> linear{};
  std::array<FloatBlock, 3> lab;
  for (std::ptrdiff_t done = 0; done < n; done += kBlock) {
    const std::ptrdiff_t count = std::min(kBlock, n - done);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const std::uint8_t* pixel = rgb + 3 * (done + i);
      for (std::size_t c = 0; c < 3; ++c) {
        linear[c][static_cast<std::size_t>(i)] = linear_[pixel[c]];
      }
    }
    kernels.lab(linear[0].data(), linear[1].data(), linear[2].data(), lab[0].data(), lab[1].data(),
                lab[2].data());
    std::copy_n(lab[0].begin(), count, lightness + done);
    std::copy_n(lab[1].begin(), count, a + done);
    std::copy_n(lab[2].begin(), count, b + done);
  }
}

template class LightnessReader<std::uint8_t>;
template class LightnessReader<std::uint16_t>;

}  // namespace autochrome::color
