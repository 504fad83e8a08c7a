#include "kernels/dropout.h"

#include "base/random.h"
#include "kernels/parallel.h"

namespace autochrome::kernels {

namespace {

/// The sequence of Random(seed) at any place: its state grows by this much a number.
constexpr std::uint64_t kIncrement = 0x9e3779b97f4a7c15U;

double uniform_at(std::uint64_t seed, std::int64_t index) {
  return Random(seed + static_cast<std::uint64_t>(index) * kIncrement).uniform();
}

}  // namespace

void dropout(const DropoutNoise& noise, const float* from, float* to) {
  const auto& [shape, layout, rate, seed] = noise;
  const float scale = 1 / (1 - rate);
  const std::int64_t plane = shape.plane();
  parallel_for(layout.blocks(shape.c), [&](std::int64_t block) {
    const std::int64_t first = block * plane * layout.block;
    for (std::int64_t i = 0; i < plane * layout.block; ++i) {
      const std::int64_t channel = block * layout.block + i % layout.block;
      const bool kept = uniform_at(seed, channel * plane + i / layout.block) >= rate;
      to[first + i] = kept ? scale * from[first + i] : 0;
    }
  });
}

}  // namespace autochrome::kernels
