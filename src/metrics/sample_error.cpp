#include "metrics/sample_error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "metrics/strand_sum.inc.h"

namespace autochrome::metrics {

namespace {

constexpr std::ptrdiff_t kBlock = 256;

/// Of whole numbers from 0 to 255: floats hold the squares exactly, and doubles every sum of them.
void compare(const float* __restrict x,
             const float* __restrict y,
             std::ptrdiff_t count,
             float* __restrict squares,
             float* __restrict absolutes) {
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const float difference = x[i] - y[i];
    squares[i] = difference * difference;
    absolutes[i] = std::abs(difference);
  }
}

}  // namespace

SampleError sample_error(const ColorPlanes& result, const ColorPlanes& truth) {
  require_same_size(result, truth);
  const auto total = static_cast<std::ptrdiff_t>(truth.pixels());
  std::array<float, kBlock> square;
  std::array<float, kBlock> absolute;
  double squares = 0;
  double absolutes = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::ptrdiff_t done = 0; done < total; done += kBlock) {
      const std::ptrdiff_t count = std::min(kBlock, total - done);
      compare(result.rgb[c].data() + done, truth.rgb[c].data() + done, count, square.data(),
              absolute.data());
      squares += strand_sum(square.data(), count);
      absolutes += strand_sum(absolute.data(), count);
    }
  }
  const double samples = 3 * static_cast<double>(total);
  return {squares / samples, absolutes / samples};
}

double psnr(double mse) noexcept {
  if (mse <= 0) return kMostPsnr;
  return std::min(10 * std::log10(kFullScale * kFullScale / mse), kMostPsnr);
}

}  // namespace autochrome::metrics
