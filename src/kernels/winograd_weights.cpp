// How kernels of a few taps become factors for the products.
#include <algorithm>
#include <array>
#include <numbers>

#include "kernels/parallel.h"
#include "kernels/winograd.h"
#include "kernels/winograd_kernels.h"

namespace autochrome::kernels {

namespace {

constexpr double kSqrtTwo = std::numbers::sqrt2;
constexpr int kMostPoints = 6;
constexpr int kMostTaps = 4;

/// The powers of every point up to the taps, over its divisor: the product of its distances from
/// the other points. ∞ stands last and sees the last tap alone.
using Evaluation = std::array<std::array<float, kMostTaps>, kMostPoints>;

struct Point {
  double value;
  double divisor;
};

constexpr std::array kSixPoints = {Point{0, 1}, Point{0.5 * kSqrtTwo, -1.5},
                                   Point{-0.5 * kSqrtTwo, -1.5}, Point{kSqrtTwo, 6},
                                   Point{-kSqrtTwo, 6}};
constexpr std::array kFourPoints = {Point{0, -1}, Point{1, 2}, Point{-1, 2}};

constexpr Evaluation evaluation_at(std::span<const Point> points, int taps) {
  Evaluation all{};
  for (std::size_t i = 0; i < points.size(); ++i) {
    double power = 1 / points[i].divisor;
    for (int tap = 0; tap < taps; ++tap, power *= points[i].value) {
      all[i][static_cast<std::size_t>(tap)] = static_cast<float>(power);
    }
  }
  all[points.size()][static_cast<std::size_t>(taps - 1)] = 1;
  return all;
}

Evaluation evaluation_of(TileSize size) {
  if (size.points() == 1) return evaluation_at({}, size.taps);
  if (size.points() == 6) return evaluation_at(kSixPoints, size.taps);
  return evaluation_at(kFourPoints, size.taps);
}

/// Writes the factor of every point, `stride` apart.
void transform_kernel(
    const Evaluation& points, TileSize size, const float* kernel, float* to, std::int64_t stride) {
  Evaluation rows{};
  for (std::size_t i = 0; i < kMostPoints; ++i) {
    for (int y = 0; y < size.taps; ++y) {
      const float power = points[i][static_cast<std::size_t>(y)];
      for (int x = 0; x < size.taps; ++x) {
        rows[i][static_cast<std::size_t>(x)] += power * kernel[y * size.taps + x];
      }
    }
  }
  for (int i = 0; i < size.points(); ++i) {
    for (int j = 0; j < size.points(); ++j, to += stride) {
      const auto& row = rows[static_cast<std::size_t>(i)];
      const auto& powers = points[static_cast<std::size_t>(j)];
      float sum = 0;
      for (std::size_t x = 0; x < kMostTaps; ++x) sum += powers[x] * row[x];
      *to = sum;
    }
  }
}

}  // namespace

PackedFloats pack_winograd(Tiling tiling, Instructions instructions, const KernelsOf& kernels) {
  const TileSize size = size_of(tiling);
  const Evaluation points = evaluation_of(size);
  const std::int64_t group = product_tile(instructions).outputs();
  PackedFloats packed(static_cast<std::size_t>(kernels.outputs * kernels.inputs * size.products()));
  parallel_for((kernels.outputs + group - 1) / group, [&](std::int64_t number) {
    const std::int64_t first = number * group;
    const std::int64_t outputs = std::min(group, kernels.outputs - first);
    float* to = packed.data() + first * kernels.inputs * size.products();
    for (std::int64_t input = 0; input < kernels.inputs; ++input) {
      for (std::int64_t output = 0; output < outputs; ++output) {
        const auto index = static_cast<std::size_t>((first + output) * kernels.inputs + input);
        const float* kernel = kernels.kernels[index];
        if (kernel == nullptr) continue;
        transform_kernel(points, size, kernel, to + input * outputs + output,
                         kernels.inputs * outputs);
      }
    }
  });
  return packed;
}

}  // namespace autochrome::kernels
