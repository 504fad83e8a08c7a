#include "kernels/affine.h"

#include <algorithm>

#include "kernels/activation.inc.h"
#include "kernels/parallel.h"

namespace autochrome::kernels {

namespace {

// Floats that make a thread's share worth having and stay in the first cache.
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

void affine(const Affine& affine, const float* from, float* to) {
  const auto& [shape, layout, scale, shift, activate] = affine;
  const auto compute = pixels_function(layout);
  const std::int64_t chunk = kChunk / layout.block;
  const std::int64_t chunks = (shape.plane() + chunk - 1) / chunk;
  parallel_for(layout.blocks(shape.c) * chunks, [&](std::int64_t i) {
    const std::int64_t block = i / chunks;
    const std::int64_t pixel = i % chunks * chunk;
    const std::int64_t pixels = std::min(chunk, shape.plane() - pixel);
    float* first = to + (block * shape.plane() + pixel) * layout.block;
    compute(scale.data() + block * layout.block, shift.data() + block * layout.block,
            from + (first - to), first, pixels);
    if (activate) activate_row(*activate, first, pixels * layout.block);
  });
}

}  // namespace autochrome::kernels
