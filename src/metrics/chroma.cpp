#include "metrics/chroma.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "metrics/strand_sum.inc.h"

namespace autochrome::metrics {

namespace {

constexpr double kWidestThreshold = 150;

/// ab of sRGB lies within ±108 along the axes and ±140 across them, with room to spare.
constexpr int kHalfBins = 160;
constexpr std::size_t kBins = 2 * kHalfBins;
constexpr std::size_t kDirections = 4;

/// Pixels by where their projection falls, one histogram a direction. A pixel between two whole
/// numbers counts in part for each, so that nothing jumps at the border of a bin.
using Histogram = std::array<double, kBins>;
using Histograms = std::array<Histogram, kDirections>;

void count(float projection, Histogram& histogram) {
  const float place = projection + kHalfBins;
  const auto bin = static_cast<std::size_t>(place);
  const double share = place - static_cast<float>(bin);
  histogram[bin] += 1 - share;
  histogram[bin + 1] += share;
}

void count(float a, float b, Histograms& histograms) {
  constexpr auto kDiagonal = static_cast<float>(1 / std::numbers::sqrt2);
  count(a, histograms[0]);
  count((a + b) * kDiagonal, histograms[1]);
  count(b, histograms[2]);
  count((b - a) * kDiagonal, histograms[3]);
}

Histograms histograms_of(const ColorPlanes& picture) {
  // Neighbours are of like colour, and counting one in a bin would wait for the other.
  Histograms even{};
  Histograms odd{};
  const std::size_t pixels = picture.pixels();
  for (std::size_t i = 0; i + 1 < pixels; i += 2) {
    count(picture.a[i], picture.b[i], even);
    count(picture.a[i + 1], picture.b[i + 1], odd);
  }
  if (pixels % 2 == 1) count(picture.a[pixels - 1], picture.b[pixels - 1], even);
  for (std::size_t d = 0; d < kDirections; ++d) {
    for (std::size_t bin = 0; bin < kBins; ++bin) even[d][bin] += odd[d][bin];
  }
  return even;
}

constexpr std::ptrdiff_t kBlock = 256;

/// Of some pixels: squared distances in ab, and the share of thresholds that lies above them.
void compare(const ColorPlanes& result,
             const ColorPlanes& truth,
             std::ptrdiff_t first,
             std::ptrdiff_t count,
             float* __restrict squares,
             float* __restrict shares) {
  constexpr auto kScale = static_cast<float>(1 / kWidestThreshold);
  const float* a1 = result.a.data() + first;
  const float* b1 = result.b.data() + first;
  const float* a2 = truth.a.data() + first;
  const float* b2 = truth.b.data() + first;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const float da = a1[i] - a2[i];
    const float db = b1[i] - b2[i];
    const float square = da * da + db * db;
    const float share = 1.0F - kScale * __builtin_sqrtf(square);
    squares[i] = square;
    shares[i] = share > 0.0F ? share : 0.0F;
  }
}

}  // namespace

ChromaError chroma_error(const ColorPlanes& result, const ColorPlanes& truth) {
  require_same_size(result, truth);
  const auto total = static_cast<std::ptrdiff_t>(truth.pixels());
  std::array<float, kBlock> square;
  std::array<float, kBlock> share;
  double squares = 0;
  double accuracy = 0;
  for (std::ptrdiff_t done = 0; done < total; done += kBlock) {
    const std::ptrdiff_t count = std::min(kBlock, total - done);
    compare(result, truth, done, count, square.data(), share.data());
    squares += strand_sum(square.data(), count);
    accuracy += strand_sum(share.data(), count);
  }
  const auto pixels = static_cast<double>(truth.pixels());
  return {std::sqrt(squares / pixels), accuracy / pixels};
}

ChromaDistribution::ChromaDistribution(const ColorPlanes& picture) {
  const auto pixels = static_cast<double>(picture.pixels());
  for (const Histogram& histogram : histograms_of(picture)) {
    double below = 0;
    for (const double count : histogram) below_.push_back(below += count / pixels);
  }
}

double ChromaDistribution::distance(const ChromaDistribution& other) const {
  // On a line the distance is the area between the two cumulative distributions.
  double area = 0;
  for (std::size_t i = 0; i < below_.size(); ++i) area += std::abs(below_[i] - other.below_[i]);
  return area / kDirections;
}

double chroma_distance(const ColorPlanes& result, const ColorPlanes& truth) {
  return ChromaDistribution(result).distance(ChromaDistribution(truth));
}

}  // namespace autochrome::metrics
