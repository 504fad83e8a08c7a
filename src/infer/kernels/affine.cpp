#include "infer/kernels/affine.h"

#include <algorithm>

#include "infer/parallel.h"

namespace autochrome::infer {

namespace {

// Pixels that make a thread's share worth having: one channel alone is split, too.
constexpr std::int64_t kChunk = 4096;

template <int Block>
void affine_pixels(
    const float* scale, const float* shift, const float* from, float* to, std::int64_t pixels) {
  for (std::int64_t i = 0; i < pixels; ++i) {
    for (int lane = 0; lane < Block; ++lane) {
      to[i * Block + lane] = scale[lane] * from[i * Block + lane] + shift[lane];
    }
  }
}

auto pixels_function(Layout layout) {
  switch (layout.block) {
    case 16:
      return affine_pixels<16>;
    case 8:
      return affine_pixels<8>;
    default:
      return affine_pixels<1>;
  }
}

}  // namespace

void affine(const Shape& shape,
            Layout layout,
            std::span<const float> scale,
            std::span<const float> shift,
            const float* from,
            float* to) {
  const auto compute = pixels_function(layout);
  const std::int64_t chunks = (shape.plane() + kChunk - 1) / kChunk;
  parallel_for(layout.blocks(shape.c) * chunks, [&](std::int64_t i) {
    const std::int64_t block = i / chunks;
    const std::int64_t pixel = i % chunks * kChunk;
    const std::int64_t at = (block * shape.plane() + pixel) * layout.block;
    compute(scale.data() + block * layout.block, shift.data() + block * layout.block, from + at,
            to + at, std::min(kChunk, shape.plane() - pixel));
  });
}

}  // namespace autochrome::infer
