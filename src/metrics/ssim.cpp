#include "metrics/ssim.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "metrics/kernels.h"

namespace autochrome::metrics {

namespace {

constexpr std::size_t kScales = 5;
constexpr std::array<double, kScales> kScaleWeights = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

// Rows of windows that are worked on at once: their moments stay in the cache whatever the picture.
constexpr int kStrip = 32;

/// Floats hold every mean of up to 4⁴ 8-bit samples exactly.
struct Channel {
  int width = 0;
  int height = 0;
  std::vector<float> values;

  [[nodiscard]] const float* row(int y) const { return values.data() + std::ptrdiff_t{y} * width; }
};

/// At least as large as the window, by repetition of the last row and column.
Channel channel_of(const ColorPlanes& planes, std::size_t c) {
  Channel channel{std::max(planes.width, kTaps), std::max(planes.height, kTaps), {}};
  const std::vector<float>& plane = planes.rgb[c];
  if (channel.width == planes.width && channel.height == planes.height) {
    channel.values.assign(plane.begin(), plane.end());
    return channel;
  }
  for (int y = 0; y < channel.height; ++y) {
    const float* row = plane.data() + std::ptrdiff_t{std::min(y, planes.height - 1)} * planes.width;
    for (int x = 0; x < channel.width; ++x) {
      channel.values.push_back(row[std::min(x, planes.width - 1)]);
    }
  }
  return channel;
}

/// Means of 2×2 pixels; an odd last row or column is dropped.
Channel halved(const Channel& channel) {
  Channel half{channel.width / 2, channel.height / 2, {}};
  half.values.resize(static_cast<std::size_t>(half.width) * static_cast<std::size_t>(half.height));
  float* out = half.values.data();
  for (int y = 0; y < half.height; ++y) {
    const float* above = channel.row(2 * y);
    const float* below = channel.row(2 * y + 1);
    for (int x = 0; x < half.width; ++x) {
      *out++ = (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]) / 4;
    }
  }
  return half;
}

/// The moments of some rows, and room for the kernel.
class Strip {
 public:
  explicit Strip(int width)
      : width_(static_cast<std::size_t>(width)), scratch_((kMoments + 2) * width_) {
    for (auto& plane : moments_) plane.resize((kStrip + kTaps - 1) * width_);
  }

  /// `count` windows down, the first of which begins with row `first`.
  SimilaritySum compare(
      const Channel& x, const Channel& y, int first, int count, const Kernels& kernels) {
    fill(x.row(first), y.row(first), static_cast<std::size_t>(count + kTaps - 1) * width_);
    SimilaritySum sum;
    for (std::size_t row = 0; row < static_cast<std::size_t>(count); ++row) {
      MomentRows at{};
      for (std::size_t m = 0; m < kMoments; ++m) at[m] = moments_[m].data() + row * width_;
      const SimilaritySum one = kernels.similarity(at, x.width, scratch_.data());
      sum.similarity += one.similarity;
      sum.contrast_structure += one.contrast_structure;
    }
    return sum;
  }

 private:
  void fill(const float* x, const float* y, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double u = x[i];
      const double v = y[i];
      moments_[0][i] = u;
      moments_[1][i] = v;
      moments_[2][i] = u * u + v * v;
      moments_[3][i] = u * v;
    }
  }

  std::size_t width_;
  std::vector<double> scratch_;
  std::array<std::vector<double>, kMoments> moments_;
};

/// Means over all windows.
SimilaritySum compare(const Channel& x, const Channel& y, const Kernels& kernels) {
  Strip strip(x.width);
  const int rows = x.height - kTaps + 1;
  SimilaritySum sum;
  for (int first = 0; first < rows; first += kStrip) {
    const SimilaritySum one = strip.compare(x, y, first, std::min(kStrip, rows - first), kernels);
    sum.similarity += one.similarity;
    sum.contrast_structure += one.contrast_structure;
  }
  const double windows = static_cast<double>(rows) * (x.width - kTaps + 1);
  return {sum.similarity / windows, sum.contrast_structure / windows};
}

std::size_t scales_within(int width, int height) {
  std::size_t scales = 0;
  for (int side = std::min(width, height); scales < kScales && side >= kTaps; side /= 2) ++scales;
  return std::max<std::size_t>(scales, 1);
}

struct ChannelSimilarity {
  double ssim = 0;
  double ms_ssim = 1;
};

ChannelSimilarity compare_scales(Channel x, Channel y, std::size_t scales, const Kernels& kernels) {
  const double weights = std::accumulate(
      kScaleWeights.begin(), kScaleWeights.begin() + static_cast<std::ptrdiff_t>(scales), 0.0);
  ChannelSimilarity result;
  for (std::size_t scale = 0; scale < scales; ++scale) {
    if (scale > 0) {
      x = halved(x);
      y = halved(y);
    }
    const SimilaritySum mean = compare(x, y, kernels);
    if (scale == 0) result.ssim = mean.similarity;
    const double factor = scale + 1 == scales ? mean.similarity : mean.contrast_structure;
    result.ms_ssim *= std::pow(std::max(factor, 0.0), kScaleWeights[scale] / weights);
  }
  return result;
}

}  // namespace

Similarity similarity(const ColorPlanes& result, const ColorPlanes& truth, color::Isa isa) {
  require_same_size(result, truth);
  const Kernels kernels = kernels_for(isa);
  const std::size_t scales = scales_within(truth.width, truth.height);
  Similarity all{.scales = static_cast<int>(scales)};
  for (std::size_t c = 0; c < 3; ++c) {
    const ChannelSimilarity one =
        compare_scales(channel_of(result, c), channel_of(truth, c), scales, kernels);
    all.channels[c] = one.ssim;
    all.ssim += one.ssim / 3;
    all.ms_ssim += one.ms_ssim / 3;
  }
  return all;
}

}  // namespace autochrome::metrics
