#include "garden/image.h"

#include <algorithm>
#include <array>

namespace autochrome::garden {

namespace {

/// Sums along a row, so that any span of it costs one subtraction; beyond its ends the row goes on
/// with its last pixel. Doubles, because differences of long sums are taken.
class RowSums {
 public:
  RowSums(const Pixel* row, int width, int margin) : margin_(margin) {
    sums_.reserve(static_cast<std::size_t>(width + 2 * margin + 1));
    std::array<double, 4> sum{};
    sums_.push_back(sum);
    for (int x = -margin; x < width + margin; ++x) {
      const Pixel& p = row[std::clamp(x, 0, width - 1)];
      sum = {sum[0] + p.light.x, sum[1] + p.light.y, sum[2] + p.light.z, sum[3] + p.coverage};
      sums_.push_back(sum);
    }
  }

  /// Of the pixels from `first` to before `end`.
  [[nodiscard]] Pixel span(int first, int end) const noexcept {
    const auto& a = sums_[static_cast<std::size_t>(first + margin_)];
    const auto& b = sums_[static_cast<std::size_t>(end + margin_)];
    return {{static_cast<float>(b[0] - a[0]), static_cast<float>(b[1] - a[1]),
             static_cast<float>(b[2] - a[2])},
            static_cast<float>(b[3] - a[3])};
  }

 private:
  int margin_;
  std::vector<std::array<double, 4>> sums_;
};

}  // namespace

Pixel Image::at(float x, float y) const noexcept {
  const float px =
      std::clamp(x * static_cast<float>(width) - 0.5F, 0.0F, static_cast<float>(width - 1));
  const float py =
      std::clamp(y * static_cast<float>(height) - 0.5F, 0.0F, static_cast<float>(height - 1));
  const int x0 = static_cast<int>(px);
  const int y0 = static_cast<int>(py);
  const int x1 = std::min(x0 + 1, width - 1);
  const Pixel* above = row(y0);
  const Pixel* below = row(std::min(y0 + 1, height - 1));
  const float tx = px - static_cast<float>(x0);
  const float ty = py - static_cast<float>(y0);
  return (1 - ty) * ((1 - tx) * above[x0] + tx * above[x1]) +
         ty * ((1 - tx) * below[x0] + tx * below[x1]);
}

Image blurred(const Image& image, float radius_px) {
  const auto reach = static_cast<int>(radius_px);
  if (reach < 1) return image;
  std::vector<RowSums> sums;
  sums.reserve(static_cast<std::size_t>(image.height));
  for (int y = 0; y < image.height; ++y) sums.emplace_back(image.row(y), image.width, reach);
  std::vector<int> halves;
  float area = 0;
  for (int dy = -reach; dy <= reach; ++dy) {
    const auto d = static_cast<float>(dy);
    halves.push_back(static_cast<int>(std::sqrt(radius_px * radius_px - d * d)));
    area += static_cast<float>(2 * halves.back() + 1);
  }
  Image out(image.width, image.height);
  for (int y = 0; y < image.height; ++y) {
    Pixel* to = out.row(y);
    for (int dy = -reach; dy <= reach; ++dy) {
      const int half = halves[static_cast<std::size_t>(dy + reach)];
      const RowSums& from = sums[static_cast<std::size_t>(std::clamp(y + dy, 0, image.height - 1))];
      for (int x = 0; x < image.width; ++x) {
        to[x] = to[x] + (1 / area) * from.span(x - half, x + half + 1);
      }
    }
  }
  return out;
}

}  // namespace autochrome::garden
