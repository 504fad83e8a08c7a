// How kernels of a few taps are laid out for the products.
#include <algorithm>
#include <utility>

#include "kernels/parallel.h"
#include "kernels/winograd_kernels.h"

namespace autochrome::kernels {

namespace {

/// Calls f(first output, how many) for every group, in parallel.
template <class F>
void for_each_group(const KernelsOf& kernels, Instructions instructions, F&& f) {
  const std::int64_t group = product_tile(instructions).outputs();
  parallel_for(divided_up(kernels.outputs, group), [&](std::int64_t number) {
    const std::int64_t first = number * group;
    f(first, std::min(group, kernels.outputs - first));
  });
}

/// [input][tap][output] of the outputs from `first` on.
void lay_out(const KernelsOf& kernels,
             std::int64_t taps,
             std::int64_t first,
             std::int64_t outputs,
             float* to) {
  for (std::int64_t input = 0; input < kernels.inputs; ++input, to += taps * outputs) {
    for (std::int64_t output = 0; output < outputs; ++output) {
      const auto row = (first + output) * kernels.inputs;
      const float* kernel = kernels.kernels[static_cast<std::size_t>(row + input)];
      for (std::int64_t tap = 0; tap < taps; ++tap) {
        to[tap * outputs + output] = kernel == nullptr ? 0 : kernel[tap];
      }
    }
  }
}

PackedFloats pack_taps(Instructions instructions, std::int64_t taps, const KernelsOf& kernels) {
  PackedFloats packed(static_cast<std::size_t>(kernels.outputs * kernels.inputs * taps));
  for_each_group(kernels, instructions, [&](std::int64_t first, std::int64_t outputs) {
    lay_out(kernels, taps, first, outputs, packed.data() + first * kernels.inputs * taps);
  });
  return packed;
}

}  // namespace

PackedFloats pack_winograd(const Winograd& winograd, const KernelsOf& kernels) {
  const auto [tiling, instructions] = std::pair(winograd.tiling, winograd.instructions);
  const std::int64_t taps = taps_of(tiling);
  if (winograd.weights == WeightForm::Taps || taps == 1) {
    return pack_taps(instructions, taps, kernels);
  }
  const TileSize size = size_of(tiling);
  const auto transform = winograd_kernels(tiling, instructions).transform_weights;
  PackedFloats packed(static_cast<std::size_t>(kernels.outputs * kernels.inputs * size.products()));
  // A group's taps for every thread, allocated out here since no thread may throw.
  const std::int64_t own_floats = kernels.inputs * taps * product_tile(instructions).outputs();
  PackedFloats laid_out(static_cast<std::size_t>(thread_count() * own_floats));
  for_each_group(kernels, instructions, [&](std::int64_t first, std::int64_t outputs) {
    float* own = laid_out.data() + thread_number() * own_floats;
    lay_out(kernels, taps, first, outputs, own);
    float* to = packed.data() + first * kernels.inputs * size.products();
    for (int row = 0; row < size.points(); ++row) {
      transform(own, kernels.inputs, outputs, row, to);
      to += size.points() * kernels.inputs * outputs;
    }
  });
  return packed;
}

}  // namespace autochrome::kernels
