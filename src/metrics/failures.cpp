#include "metrics/failures.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "metrics/strand_sum.inc.h"

namespace autochrome::metrics {

namespace {

// Inconsistency: window, and the scatter of L that still counts as one surface.
constexpr int kWindowShare = 8;
constexpr int kLeastWindow = 4;
constexpr double kHomogeneous = 5;

// Bleeding: what counts as an edge of L, how far from it to look, and what supports colour.
constexpr int kBandShare = 16;
constexpr float kEdge = 6;
constexpr float kSupportOfLightness = 2;
constexpr int kTolerance = 2;

// Greenness: the sector of green in ab, and chroma that is seen and that has a hue at all.
constexpr double kGreenFrom = 110;
constexpr double kGreenTo = 190;
constexpr double kSeenChroma = 8;
constexpr double kLeastChroma = 4;

/// A square of the picture.
struct Patch {
  int x0 = 0;
  int y0 = 0;
  int side = 0;
};

double variance_in(const std::vector<float>& plane, int width, const Patch& window) {
  double sum = 0;
  double squares = 0;
  for (int y = window.y0; y < window.y0 + window.side; ++y) {
    const float* row = plane.data() + std::ptrdiff_t{y} * width + window.x0;
    for (int x = 0; x < window.side; ++x) {
      sum += row[x];
      squares += static_cast<double>(row[x]) * row[x];
    }
  }
  const double count = static_cast<double>(window.side) * window.side;
  return std::max(0.0, squares / count - (sum / count) * (sum / count));
}

double chroma_scatter(const ColorPlanes& planes, const Patch& window) {
  return std::sqrt(variance_in(planes.a, planes.width, window) +
                   variance_in(planes.b, planes.width, window));
}

/// Length of both gradients of ab together.
Field chroma_gradient(const ColorPlanes& planes) {
  Field lengths = gradient(planes.a, planes.width, planes.height);
  const Field of_b = gradient(planes.b, planes.width, planes.height);
  for (std::size_t i = 0; i < lengths.values.size(); ++i) {
    const float a = lengths.values[i];
    lengths.values[i] = std::sqrt(a * a + of_b.values[i] * of_b.values[i]);
  }
  return lengths;
}

/// The steepness of ab that the truth gives reason for, at every pixel.
Field support_of(const ColorPlanes& truth, const Field& lightness_edges) {
  Field support = chroma_gradient(truth);
  for (std::size_t i = 0; i < support.values.size(); ++i) {
    support.values[i] =
        std::max(support.values[i], kSupportOfLightness * lightness_edges.values[i]);
  }
  return dilated(support, kTolerance);
}

/// The sector of green as the two directions that bound it: less than half a turn, so that a colour
/// lies within where it is to the left of one and to the right of the other.
class GreenSector {
 public:
  /// 1 or 0.
  [[nodiscard]] double holds(double a, double b) const noexcept {
    const double left = from_.real() * b >= from_.imag() * a ? 1.0 : 0.0;
    const double right = to_.real() * b <= to_.imag() * a ? 1.0 : 0.0;
    return left * right;
  }

 private:
  static std::complex<double> direction(double degrees) {
    return std::polar(1.0, degrees * std::numbers::pi / 180);
  }

  std::complex<double> from_ = direction(kGreenFrom);
  std::complex<double> to_ = direction(kGreenTo);
};

/// What becomes of hues, pixel by pixel.
struct HueTally {
  static constexpr std::size_t kBlock = 256;

  double turned = 0;                  ///< pixels that are green and were not
  std::complex<double> rotation = 0;  ///< results by the truth's conjugate, roots of C₁C₂ long

  /// Without branches, so that the loop is vectorised.
  void add(const ColorPlanes& result,
           const ColorPlanes& truth,
           std::size_t first,
           std::size_t count) {
    constexpr double kLeast = kLeastChroma * kLeastChroma;
    double green_now[kBlock];
    double along[kBlock];
    double across[kBlock];
    const float* truth_a = truth.a.data() + first;
    const float* truth_b = truth.b.data() + first;
    const float* result_a = result.a.data() + first;
    const float* result_b = result.b.data() + first;
    for (std::size_t i = 0; i < count; ++i) {
      const double a1 = truth_a[i];
      const double b1 = truth_b[i];
      const double a2 = result_a[i];
      const double b2 = result_b[i];
      const double real = a1 * a1 + b1 * b1;
      const double made = a2 * a2 + b2 * b2;
      const double was = real >= kLeast ? green_.holds(a1, b1) : 0.0;
      const double is = made >= kSeenChroma * kSeenChroma ? green_.holds(a2, b2) : 0.0;
      green_now[i] = is * (1 - was);
      // A weight need not be exact to the last digits, and this is what takes the time.
      const auto power = static_cast<float>(std::max(real * made, kLeast * kLeast));
      const double weight = 1.0F / std::sqrt(std::sqrt(power));
      const double scale = std::min(real, made) < kLeast ? 0.0 : weight;
      along[i] = scale * (a2 * a1 + b2 * b1);
      across[i] = scale * (b2 * a1 - a2 * b1);
    }
    const auto size = static_cast<std::ptrdiff_t>(count);
    turned += strand_sum(green_now, size);
    rotation += std::complex<double>(strand_sum(along, size), strand_sum(across, size));
  }

 private:
  GreenSector green_;
};

}  // namespace

Surfaces::Surfaces(const ColorPlanes& truth) {
  const int shorter = std::min(truth.width, truth.height);
  const int side = std::min(shorter, std::max(kLeastWindow, shorter / kWindowShare));
  const int step = std::max(1, side / 2);
  for (int y = 0; y + side <= truth.height; y += step) {
    for (int x = 0; x + side <= truth.width; x += step) {
      const Patch patch{x, y, side};
      const double scatter = variance_in(truth.lightness, truth.width, patch);
      if (scatter > kHomogeneous * kHomogeneous) continue;
      windows_.push_back({x, y, side, chroma_scatter(truth, patch)});
    }
  }
}

double Surfaces::inconsistency(const ColorPlanes& result) const {
  double excess = 0;
  for (const Window& window : windows_) {
    const double scatter = chroma_scatter(result, {window.x0, window.y0, window.side});
    excess += std::max(0.0, scatter - window.scatter);
  }
  return windows_.empty() ? 0 : excess / static_cast<double>(windows_.size());
}

Outlines::Outlines(const ColorPlanes& truth) {
  const Field edges = gradient(truth.lightness, truth.width, truth.height);
  const int reach = std::max(kTolerance, std::min(truth.width, truth.height) / kBandShare);
  nearest_edge_ = dilated(edges, reach);
  support_ = support_of(truth, edges);
}

double Outlines::bleeding(const ColorPlanes& result) const {
  const Field found = chroma_gradient(result);
  double excess = 0;
  int pixels = 0;
  for (std::size_t i = 0; i < found.values.size(); ++i) {
    if (nearest_edge_.values[i] < kEdge) continue;
    ++pixels;
    excess += std::max(0.0F, found.values[i] - support_.values[i]);
  }
  return pixels > 0 ? excess / pixels : 0;
}

double inconsistency(const ColorPlanes& result, const ColorPlanes& truth) {
  require_same_size(result, truth);
  return Surfaces(truth).inconsistency(result);
}

double bleeding(const ColorPlanes& result, const ColorPlanes& truth) {
  require_same_size(result, truth);
  return Outlines(truth).bleeding(result);
}

Greenness greenness(const ColorPlanes& result, const ColorPlanes& truth) {
  require_same_size(result, truth);
  HueTally tally;
  for (std::size_t first = 0; first < truth.pixels(); first += HueTally::kBlock) {
    tally.add(result, truth, first, std::min(truth.pixels() - first, HueTally::kBlock));
  }
  const double shift =
      tally.rotation == 0.0 ? 0 : std::arg(tally.rotation) * 180 / std::numbers::pi;
  return {tally.turned / static_cast<double>(truth.pixels()), shift};
}

}  // namespace autochrome::metrics
