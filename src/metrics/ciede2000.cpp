#include "metrics/ciede2000.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "metrics/kernels.h"

namespace autochrome::metrics {

namespace {

constexpr double kDegree = std::numbers::pi / 180;

/// Opposite hues, in degrees, with room for the rounding of their arc tangents.
constexpr double kOpposite = 180 + 1e-9;

double cosine(double degrees) { return std::cos(degrees * kDegree); }

/// sqrt(c⁷ / (c⁷ + 25⁷)).
double saturation(double chroma) {
  const double power = std::pow(chroma, 7);
  return std::sqrt(power / (power + std::pow(25.0, 7)));
}

/// In [0, 360); 0 for a colour without hue.
double hue(double a, double b) {
  if (a == 0 && b == 0) return 0;
  const double degrees = std::atan2(b, a) / kDegree;
  return degrees < 0 ? degrees + 360 : degrees;
}

/// Equation 10, for colours that both have a hue.
double hue_difference(double h1, double h2) {
  const double difference = h2 - h1;
  if (difference > kOpposite) return difference - 360;
  return difference < -kOpposite ? difference + 360 : difference;
}

/// Equation 14, for colours that both have a hue.
double mean_hue(double h1, double h2) {
  if (std::abs(h1 - h2) <= kOpposite) return (h1 + h2) / 2;
  return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}

/// A row of pixels copied into a block that is full.
struct PaddedBlock {
  PaddedBlock(const ColorPlanes& planes, std::size_t first, std::size_t count) {
    const auto at = static_cast<std::ptrdiff_t>(first);
    std::copy_n(planes.lightness.begin() + at, count, lightness.begin());
    std::copy_n(planes.a.begin() + at, count, a.begin());
    std::copy_n(planes.b.begin() + at, count, b.begin());
  }

  [[nodiscard]] LabBlock view() const { return {lightness.data(), a.data(), b.data()}; }

  std::array<float, kBlock> lightness{};
  std::array<float, kBlock> a{};
  std::array<float, kBlock> b{};
};

}  // namespace

double ciede2000(color::Lab first, color::Lab second) noexcept {
  const double mean_chroma = (std::hypot(first.a, first.b) + std::hypot(second.a, second.b)) / 2;
  const double stretch = 1 + 0.5 * (1 - saturation(mean_chroma));
  const double c1 = std::hypot(stretch * first.a, first.b);
  const double c2 = std::hypot(stretch * second.a, second.b);
  const double h1 = hue(stretch * first.a, first.b);
  const double h2 = hue(stretch * second.a, second.b);
  const bool both_have_hue = c1 * c2 != 0;
  const double dh = both_have_hue ? hue_difference(h1, h2) : 0;
  const double big_dh = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2 * kDegree);

  const double l = (static_cast<double>(first.l) + second.l) / 2;
  const double c = (c1 + c2) / 2;
  const double h = both_have_hue ? mean_hue(h1, h2) : h1 + h2;
  const double t = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) -
                   0.20 * cosine(4 * h - 63);
  const double rotation_angle = 30 * std::exp(-std::pow((h - 275) / 25, 2));
  const double rotation = -std::sin(2 * rotation_angle * kDegree) * 2 * saturation(c);
  const double from_50 = (l - 50) * (l - 50);
  const double dl = (second.l - first.l) / (1 + 0.015 * from_50 / std::sqrt(20 + from_50));
  const double dc = (c2 - c1) / (1 + 0.045 * c);
  const double weighted_dh = big_dh / (1 + 0.015 * c * t);
  const double sum = dl * dl + dc * dc + weighted_dh * weighted_dh + rotation * dc * weighted_dh;
  return std::sqrt(std::max(sum, 0.0));
}

double mean_ciede2000(const ColorPlanes& result, const ColorPlanes& truth, color::Isa isa) {
  require_same_size(result, truth);
  const Kernels kernels = kernels_for(isa);
  std::array<double, kBlock> differences;
  double sum = 0;
  for (std::size_t done = 0; done < truth.pixels(); done += kBlock) {
    const std::size_t count = std::min<std::size_t>(kBlock, truth.pixels() - done);
    const PaddedBlock x(result, done, count);
    const PaddedBlock y(truth, done, count);
    kernels.ciede2000(x.view(), y.view(), differences.data());
    for (std::size_t i = 0; i < count; ++i) sum += differences[i];
  }
  return sum / static_cast<double>(truth.pixels());
}

}  // namespace autochrome::metrics
