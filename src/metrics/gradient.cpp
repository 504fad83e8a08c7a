#include "metrics/gradient.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace autochrome::metrics {

namespace {

/// The plane with `margin` pixels around it that repeat its border.
Field padded(const std::vector<float>& plane, int width, int height, int margin) {
  Field wide{width + 2 * margin, height + 2 * margin, {}};
  wide.values.reserve(static_cast<std::size_t>(wide.width) * static_cast<std::size_t>(wide.height));
  for (int y = 0; y < wide.height; ++y) {
    const float* row = plane.data() + std::ptrdiff_t{std::clamp(y - margin, 0, height - 1)} * width;
    wide.values.insert(wide.values.end(), static_cast<std::size_t>(margin), row[0]);
    wide.values.insert(wide.values.end(), row, row + width);
    wide.values.insert(wide.values.end(), static_cast<std::size_t>(margin), row[width - 1]);
  }
  return wide;
}

void raise(float* __restrict values, const float* __restrict others, std::ptrdiff_t count) {
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    values[i] = values[i] > others[i] ? values[i] : others[i];
  }
}

}  // namespace

Field gradient(const std::vector<float>& plane, int width, int height) {
  const Field wide = padded(plane, width, height, 1);
  Field lengths{width, height, std::vector<float>(plane.size())};
  for (int y = 0; y < height; ++y) {
    const float* above = wide.values.data() + std::ptrdiff_t{y} * wide.width;
    const float* middle = above + wide.width;
    const float* below = middle + wide.width;
    float* out = lengths.values.data() + std::ptrdiff_t{y} * width;
    for (int x = 0; x < width; ++x) {
      const float across =
          (above[x + 2] - above[x]) + 2 * (middle[x + 2] - middle[x]) + (below[x + 2] - below[x]);
      const float down =
          (below[x] - above[x]) + 2 * (below[x + 1] - above[x + 1]) + (below[x + 2] - above[x + 2]);
      out[x] = std::sqrt(across * across + down * down) * 0.125F;
    }
  }
  return lengths;
}

Field dilated(const Field& field, int radius) {
  const auto [width, height, values] = field;
  const Field wide = padded(values, width, height, radius);
  Field across{width, wide.height, {}};
  across.values.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(wide.height));
  for (int y = 0; y < wide.height; ++y) {
    const float* row = wide.values.data() + std::ptrdiff_t{y} * wide.width;
    float* out = across.values.data() + std::ptrdiff_t{y} * width;
    std::copy_n(row, width, out);
    for (int k = 1; k <= 2 * radius; ++k) raise(out, row + k, width);
  }
  Field result{width, height, {}};
  result.values.assign(across.values.begin(),
                       across.values.begin() + std::ptrdiff_t{height} * width);
  for (int y = 0; y < height; ++y) {
    float* out = result.values.data() + std::ptrdiff_t{y} * width;
    for (int k = 1; k <= 2 * radius; ++k) {
      raise(out, across.values.data() + (std::ptrdiff_t{y} + k) * width, width);
    }
  }
  return result;
}

}  // namespace autochrome::metrics
