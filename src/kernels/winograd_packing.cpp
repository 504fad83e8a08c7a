// Which taps of the graph's weights meet which grids of a convolution.
#include <array>

#include "kernels/layout.h"
#include "kernels/winograd_convolution.h"
#include "kernels/winograd_phases.h"

namespace autochrome::kernels {

namespace {

/// The places among the padded channels of the graph's, source by source.
std::vector<std::int64_t> padded_places(std::span<const Source> sources, int block) {
  std::vector<std::int64_t> places;
  std::int64_t first = 0;
  for (const Source& source : sources) {
    for (std::int64_t c = 0; c < source.shape.c; ++c) places.push_back(first + c);
    first += Layout{block}.padded(source.shape.c);
  }
  return places;
}

KernelsOf no_kernels(const Winograd& winograd) {
  const int block = block_of(winograd.instructions);
  const std::int64_t inputs = winograd.blocks_in() * block;
  const std::int64_t outputs = winograd.blocks_out() * block;
  return {outputs, inputs, std::vector<const float*>(static_cast<std::size_t>(outputs * inputs))};
}

const float*& kernel_at(KernelsOf& kernels, std::int64_t output, std::int64_t input) {
  return kernels.kernels[static_cast<std::size_t>(output * kernels.inputs + input)];
}

using Quad = std::array<float, 4>;

/// Two by two taps of a 4×4 kernel.
Quad taps_of(const float* kernel, const PhaseTaps& down, const PhaseTaps& across) {
  const auto at = [&](int y, int x) {
    return kernel[(down.first + y * down.next) * 4 + across.first + x * across.next];
  };
  return {at(0, 0), at(0, 1), at(1, 0), at(1, 1)};
}

}  // namespace

PackedFloats pack_weights(const Winograd& winograd,
                          const graph::Conv2d& conv,
                          std::span<const Source> sources,
                          std::span<const float> weights) {
  KernelsOf kernels = no_kernels(winograd);
  const auto places = padded_places(sources, block_of(winograd.instructions));
  const bool by_taps = winograd.tiling == Tiling::F1x1;
  const int taps = conv.kernel * conv.kernel;
  const int parts = by_taps ? taps : is_halving(conv) ? kPhases * kPhases : 1;
  const std::int64_t part_inputs = kernels.inputs / parts;
  std::vector<Quad> quads(!by_taps && is_halving(conv) ? weights.size() / 4 : 0);
  auto quad = quads.begin();
  const float* kernel = weights.data();
  for (std::int64_t output = 0; output < conv.out; ++output) {
    for (const std::int64_t input : places) {
      for (int part = 0; part < parts; ++part) {
        const float*& place = kernel_at(kernels, output, part * part_inputs + input);
        place = by_taps ? kernel + part : kernel;
        if (quads.empty()) continue;
        *quad =
            taps_of(kernel, strided_taps(conv, part / kPhases), strided_taps(conv, part % kPhases));
        place = (quad++)->data();
      }
      kernel += taps;
    }
  }
  return pack_winograd(winograd, kernels);
}

PackedFloats pack_weights(const Winograd& winograd,
                          const graph::ConvTranspose2d& conv,
                          std::span<const Source> sources,
                          std::span<const float> weights) {
  KernelsOf kernels = no_kernels(winograd);
  std::vector<Quad> quads(weights.size() / 4);
  auto quad = quads.begin();
  const std::int64_t phase_outputs = kernels.outputs / (kPhases * kPhases);
  const float* kernel = weights.data();
  for (const std::int64_t input : padded_places(sources, block_of(winograd.instructions))) {
    for (std::int64_t output = 0; output < conv.out;
         ++output, kernel += conv.kernel * conv.kernel) {
      for (int phase = 0; phase < kPhases * kPhases; ++phase) {
        *quad = taps_of(kernel, transposed_taps(conv, phase / kPhases),
                        transposed_taps(conv, phase % kPhases));
        kernel_at(kernels, phase * phase_outputs + output, input) = (quad++)->data();
      }
    }
  }
  return pack_winograd(winograd, kernels);
}

PackedFloats pack_phase(const Winograd& winograd,
                        const graph::ConvTranspose2d& conv,
                        int phase,
                        std::span<const Source> sources,
                        std::span<const float> weights) {
  constexpr int kTaps = kPhases * kPhases;
  KernelsOf kernels = no_kernels(winograd);
  const auto places = padded_places(sources, block_of(winograd.instructions));
  const std::int64_t tap_inputs = kernels.inputs / kTaps;
  const PhaseTaps down = transposed_taps(conv, phase / kPhases);
  const PhaseTaps across = transposed_taps(conv, phase % kPhases);
  const float* kernel = weights.data();
  for (const std::int64_t input : places) {
    for (std::int64_t output = 0; output < conv.out;
         ++output, kernel += conv.kernel * conv.kernel) {
      for (int tap = 0; tap < kTaps; ++tap) {
        const int y = down.first + tap / kPhases * down.next;
        const int x = across.first + tap % kPhases * across.next;
        kernel_at(kernels, output, tap * tap_inputs + input) = kernel + y * conv.kernel + x;
      }
    }
  }
  return pack_winograd(winograd, kernels);
}

}  // namespace autochrome::kernels
