#include "kernels/enlarge.h"

#include <algorithm>

#include "kernels/parallel.h"

namespace autochrome::kernels {

namespace {

/// One row of pixels of Block floats, each `factor` times.
template <int Block>
void enlarge_row(const float* from, std::int64_t width, int factor, float* to) {
  for (std::int64_t x = 0; x < width; ++x, from += Block) {
    for (int i = 0; i < factor; ++i, to += Block) std::copy_n(from, Block, to);
  }
}

auto row_function(Layout layout) {
  switch (layout.block) {
    case 16:
      return enlarge_row<16>;
    case 8:
      return enlarge_row<8>;
    default:
      return enlarge_row<1>;
  }
}

}  // namespace

void enlarge_nearest(
    const Shape& from_shape, Layout layout, int factor, const float* from, float* to) {
  const auto enlarge = row_function(layout);
  const std::int64_t row = from_shape.w * layout.block;
  const std::int64_t enlarged = row * factor;
  parallel_for(layout.blocks(from_shape.c) * from_shape.h, [&](std::int64_t y) {
    float* first = to + y * factor * enlarged;
    enlarge(from + y * row, from_shape.w, factor, first);
    for (int i = 1; i < factor; ++i) std::copy_n(first, enlarged, first + i * enlarged);
  });
}

}  // namespace autochrome::kernels
