// Planes of samples to pixels, included like color/block_kernels.inc.h and under its rules.
#include "color/block_kernels.h"

namespace autochrome::color {

namespace {

#ifdef __AVX2__
constexpr int kBytes = 16;
typedef std::uint8_t Bytes __attribute__((vector_size(kBytes)));  // NOLINT
typedef std::uint16_t Samples
    __attribute__((vector_size(kBytes * sizeof(std::uint16_t))));  // NOLINT

inline Bytes bytes_of(const std::uint16_t* samples) {
  Samples vector;
  __builtin_memcpy(&vector, samples, sizeof vector);
  return __builtin_convertvector(vector, Bytes);
}

/// The k-th of the three registers that 16 pixels fill. Byte j of it belongs to a channel of a
/// pixel; red and green are laid there first, then blue between them.
template <int k>
inline Bytes pixels(const Bytes& red, const Bytes& green, const Bytes& blue) {
  Bytes two;
  Bytes three;
  for (int j = 0; j < kBytes; ++j) {
    const int pixel = (kBytes * k + j) / 3;
    const int channel = (kBytes * k + j) % 3;
    two[j] = static_cast<std::uint8_t>(channel == 1 ? kBytes + pixel : pixel);
    three[j] = static_cast<std::uint8_t>(channel == 2 ? kBytes + pixel : j);
  }
  return __builtin_shuffle(__builtin_shuffle(red, green, two), blue, three);
}

void interleave_block(const std::uint16_t* planes, std::uint8_t* rgb) {
  for (std::ptrdiff_t i = 0; i < kBlock; i += kBytes) {
    const Bytes red = bytes_of(planes + i);
    const Bytes green = bytes_of(planes + i + kBlock);
    const Bytes blue = bytes_of(planes + i + 2 * kBlock);
    const Bytes all[] = {pixels<0>(red, green, blue), pixels<1>(red, green, blue),
                         pixels<2>(red, green, blue)};
    __builtin_memcpy(rgb + 3 * i, all, sizeof all);
  }
}
#else
void interleave_block(const std::uint16_t* __restrict planes, std::uint8_t* __restrict rgb) {
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    for (std::ptrdiff_t c = 0; c < 3; ++c) {
      rgb[3 * i + c] = static_cast<std::uint8_t>(planes[i + c * kBlock]);
    }
  }
}
#endif

}  // namespace

}  // namespace autochrome::color
