#include "prepare/gray.h"

#include <algorithm>
#include <cstddef>

namespace autochrome::prepare {
namespace {

constexpr int kTinySpread = 8;

}  // namespace

bool is_gray(std::span<const std::uint8_t> rgb) {
  const std::size_t pixels = rgb.size() / 3;
  std::size_t colourful = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    const auto [low, high] = std::minmax({rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]});
    if (high - low > kTinySpread) ++colourful;
  }
  return colourful * 100 <= pixels;
}

}  // namespace autochrome::prepare
