#include "metrics/failures.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

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
  [[nodiscard]] bool holds(double a, double b) const noexcept {
    return from_.real() * b >= from_.imag() * a && to_.real() * b <= to_.imag() * a;
  }

 private:
  static std::complex<double> direction(double degrees) {
    return std::polar(1.0, degrees * std::numbers::pi / 180);
  }

  std::complex<double> from_ = direction(kGreenFrom);
  std::complex<double> to_ = direction(kGreenTo);
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
  const GreenSector green;
  std::size_t turned = 0;
  std::complex<double> rotation = 0;
  for (std::size_t i = 0; i < truth.pixels(); ++i) {
    const double a1 = truth.a[i];
    const double b1 = truth.b[i];
    const double a2 = result.a[i];
    const double b2 = result.b[i];
    const double real = a1 * a1 + b1 * b1;
    const double made = a2 * a2 + b2 * b2;
    const bool was_green = real >= kLeastChroma * kLeastChroma && green.holds(a1, b1);
    if (made >= kSeenChroma * kSeenChroma && green.holds(a2, b2) && !was_green) ++turned;
    if (std::min(real, made) < kLeastChroma * kLeastChroma) continue;
    // The result times the conjugate of the truth, brought from C₁C₂ to its root.
    const double scale = 1 / std::sqrt(std::sqrt(real * made));
    rotation += std::complex<double>(scale * (a2 * a1 + b2 * b1), scale * (b2 * a1 - a2 * b1));
  }
  const double shift = rotation == 0.0 ? 0 : std::arg(rotation) * 180 / std::numbers::pi;
  return {static_cast<double>(turned) / static_cast<double>(truth.pixels()), shift};
}

}  // namespace autochrome::metrics
