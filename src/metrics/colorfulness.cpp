#include "metrics/colorfulness.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace autochrome::metrics {

namespace {

/// Sums of an opponent value in half samples, which are whole numbers.
struct Opponent {
  std::int64_t sum = 0;
  std::int64_t absolutes = 0;
  std::int64_t squares = 0;
};

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments moments_of(std::int64_t sum, std::int64_t squares, double pixels) {
  const double mean = static_cast<double>(sum) / pixels;
  // Half samples: two to a sample.
  return {mean / 2, std::max(0.0, static_cast<double>(squares) / pixels - mean * mean) / 4};
}

double combine(const Moments& rg, const Moments& yb) {
  return std::sqrt(rg.variance + yb.variance) + 0.3 * std::hypot(rg.mean, yb.mean);
}

}  // namespace

Colorfulness colorfulness(const ColorPlanes& picture) noexcept {
  Opponent rg;
  Opponent yb;
  const auto add = [](Opponent& opponent, std::int32_t value) {
    opponent.sum += value;
    opponent.absolutes += std::abs(value);
    opponent.squares += value * value;
  };
  for (std::size_t i = 0; i < picture.pixels(); ++i) {
    const auto red = static_cast<std::int32_t>(picture.rgb[0][i]);
    const auto green = static_cast<std::int32_t>(picture.rgb[1][i]);
    const auto blue = static_cast<std::int32_t>(picture.rgb[2][i]);
    add(rg, 2 * (red - green));
    add(yb, red + green - 2 * blue);
  }
  const auto pixels = static_cast<double>(picture.pixels());
  return {combine(moments_of(rg.sum, rg.squares, pixels), moments_of(yb.sum, yb.squares, pixels)),
          combine(moments_of(rg.absolutes, rg.squares, pixels),
                  moments_of(yb.absolutes, yb.squares, pixels))};
}

}  // namespace autochrome::metrics
