#include "kernels/pointwise.h"

#include <algorithm>

#include "kernels/parallel.h"
#include "kernels/pointwise_kernels.h"

namespace autochrome::kernels {

namespace {

// Floats of a tile's inputs and outputs together: with the weights of a layer they are to stay in
// the second cache.
constexpr std::int64_t kTileFloats = 3 << 15;
// Tiles are so many times a number, for threads to have equal shares. Where tiles begin decides
// which pixels are added to which, so that it must not depend on the number of threads.
constexpr std::int64_t kShares = 8;

PointwiseKernel* kernel_for(Instructions instructions) {
#ifdef AUTOCHROME_X86_KERNELS
  switch (instructions) {
    case Instructions::Avx512:
      return avx512_pointwise;
    case Instructions::Avx2:
      return avx2_pointwise;
    case Instructions::Portable:
      break;
  }
#else
  static_cast<void>(instructions);
#endif
  return portable_pointwise;
}

std::int64_t most_channels(const Pointwise& pointwise) {
  std::int64_t most = pointwise.layers.front().inputs;
  for (const PointwiseLayer& layer : pointwise.layers) most = std::max(most, layer.outputs);
  return most;
}

std::int64_t most_inputs(const Pointwise& pointwise) {
  const auto inputs = [](const PointwiseLayer& layer) { return layer.inputs; };
  return std::ranges::max_element(pointwise.layers, {}, inputs)->inputs;
}

std::int64_t tiles(const Pointwise& pointwise) {
  const std::int64_t at_once = kTileFloats / (2 * most_channels(pointwise));
  const std::int64_t tiles = (pointwise.pixels + at_once - 1) / at_once;
  return tiles <= kShares ? tiles : (tiles + kShares - 1) / kShares * kShares;
}

PixelTile tile_of(const Pointwise& pointwise, std::int64_t number, std::int64_t tiles) {
  const std::int64_t first = pointwise.pixels * number / tiles;
  return {first, pointwise.pixels * (number + 1) / tiles - first};
}

PackedFloats pack_whole(Instructions instructions,
                        const PointwiseLayer& layer,
                        std::span<const float> weights) {
  const std::int64_t group = product_tile(instructions).outputs();
  PackedFloats packed(weights.size());
  parallel_for(layer.outputs / group, [&](std::int64_t number) {
    float* to = packed.data() + number * group * layer.inputs;
    for (std::int64_t i = 0; i < layer.inputs; ++i) {
      for (std::int64_t lane = 0; lane < group; ++lane) {
        *to++ = weights[static_cast<std::size_t>((number * group + lane) * layer.inputs + i)];
      }
    }
  });
  return packed;
}

PackedFloats pack_halves(Instructions instructions,
                         const PointwiseLayer& layer,
                         std::span<const float> weights) {
  const std::int64_t inputs = layer.inputs / 2;
  const std::int64_t outputs = layer.outputs / 2;
  const std::int64_t group = product_tile(instructions).outputs();
  PackedFloats packed(static_cast<std::size_t>(kProductsOfHalves * inputs * outputs));
  parallel_for(outputs / group, [&](std::int64_t number) {
    float* to = packed.data() + number * group * inputs * kProductsOfHalves;
    for (std::int64_t i = 0; i < inputs; ++i) {
      for (std::int64_t lane = 0; lane < group; ++lane, ++to) {
        // Weights as a matrix of inputs by outputs, in quarters.
        const float* b11 = weights.data() + (number * group + lane) * layer.inputs + i;
        const float* b12 = b11 + outputs * layer.inputs;
        const float b21 = b11[inputs];
        const float b22 = b12[inputs];
        const float t1 = *b12 - *b11;
        const float t2 = b22 - t1;
        const float t3 = b22 - *b12;
        const float t4 = t2 - b21;
        // In the order in which the kernel multiplies.
        const float factors[kProductsOfHalves] = {*b11, b21, t2, t3, t1, b22, -t4};
        for (int f = 0; f < kProductsOfHalves; ++f) to[f * inputs * group] = factors[f];
      }
    }
  });
  return packed;
}

}  // namespace

PointwiseScratch scratch_of(const Pointwise& pointwise) {
  const std::int64_t count = tiles(pointwise);
  const PixelTile largest{0, (pointwise.pixels + count - 1) / count};
  const ProductTile product = product_tile(pointwise.instructions);
  return {.tile = largest.padded() * most_channels(pointwise),
          .rows = product.rows * (2 * most_inputs(pointwise) + 3 * product.outputs())};
}

PointwiseUnit pointwise_unit(Instructions instructions) noexcept {
  return {block_of(instructions), product_tile(instructions).outputs()};
}

std::size_t scratch_floats(const Pointwise& pointwise, int threads) {
  return static_cast<std::size_t>(threads * scratch_of(pointwise).total());
}

void run(const Pointwise& pointwise, const PointwiseData& data) {
  PointwiseKernel* const kernel = kernel_for(pointwise.instructions);
  const PointwiseScratch sizes = scratch_of(pointwise);
  const std::int64_t count = tiles(pointwise);
  parallel_for(count, [&](std::int64_t number) {
    kernel(pointwise, data, tile_of(pointwise, number, count), sizes,
           data.scratch + thread_number() * sizes.total());
  });
}

PackedFloats pack_pointwise(Instructions instructions,
                            const PointwiseLayer& layer,
                            std::span<const float> weights) {
  return layer.halved ? pack_halves(instructions, layer, weights)
                      : pack_whole(instructions, layer, weights);
}

}  // namespace autochrome::kernels
