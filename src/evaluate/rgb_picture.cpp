#include "evaluate/rgb_picture.h"

#include <cstddef>

#include "image/samples.h"

namespace autochrome::evaluate {

namespace {

constexpr int kWhite = 255;
constexpr int kShortsPerByte = 257;

/// A sample in 8 bits, rounded.
int as_byte(std::uint16_t value, int bits) {
  return bits == 8 ? value : (value + kShortsPerByte / 2) / kShortsPerByte;
}

int on_white(int value, int alpha) {
  return (value * alpha + kWhite * (kWhite - alpha) + kWhite / 2) / kWhite;
}

}  // namespace

RgbPicture read_rgb(const image::Source& source, const image::OpenOptions& limits) {
  const image::Picture picture = image::open(source, limits);
  const image::Samples samples = image::to_samples(picture);
  RgbPicture result{.rgb = {},
                    .width = samples.width,
                    .height = samples.height,
                    .stored_bits = picture.bits(),
                    .stored_gray = picture.gray()};
  const auto bands = static_cast<std::size_t>(samples.bands);
  const std::size_t colors = picture.gray() ? 1 : 3;
  result.rgb.reserve(samples.values.size() / bands * 3);
  for (std::size_t i = 0; i < samples.values.size(); i += bands) {
    const int alpha = picture.alpha() ? as_byte(samples.values[i + colors], samples.bits) : kWhite;
    for (std::size_t c = 0; c < 3; ++c) {
      const int value = as_byte(samples.values[i + (colors == 1 ? 0 : c)], samples.bits);
      result.rgb.push_back(static_cast<std::uint8_t>(on_white(value, alpha)));
    }
  }
  return result;
}

}  // namespace autochrome::evaluate
