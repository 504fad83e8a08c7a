#include "kernels/narrow_conv.h"

#include "kernels/narrow_conv_rows.h"
#include "kernels/parallel.h"

namespace autochrome::kernels {

namespace {

/// A register holds a block at most.
NarrowKernels kernels_for([[maybe_unused]] const NarrowConv& narrow) noexcept {
#ifdef AUTOCHROME_X86_KERNELS
  const bool wide_blocks = narrow.from_layout.block >= block_of(Instructions::Avx512);
  if (narrow.instructions == Instructions::Avx512 && wide_blocks) return avx512_narrow_kernels();
  if (narrow.instructions >= Instructions::Avx2) return avx2_narrow_kernels();
#endif
  return portable_narrow_kernels();
}

}  // namespace

bool is_narrow(const graph::Conv2d& conv) {
  return conv.out <= kMostNarrowChannels && conv.groups == 1 && conv.stride == 1;
}

PackedFloats pack_narrow(const graph::Conv2d& conv,
                         Layout layout,
                         const std::vector<float>& weights) {
  const std::int64_t taps = std::int64_t{conv.kernel} * conv.kernel;
  PackedFloats packed(static_cast<std::size_t>(layout.padded(conv.in) * taps * conv.out));
  auto from = weights.begin();
  for (std::int64_t o = 0; o < conv.out; ++o) {
    for (std::int64_t i = 0; i < conv.in; ++i) {
      for (std::int64_t tap = 0; tap < taps; ++tap) {
        const std::int64_t block = i / layout.block;
        const std::int64_t lane = i % layout.block;
        const std::int64_t at = ((block * taps + tap) * conv.out + o) * layout.block + lane;
        packed[static_cast<std::size_t>(at)] = *from++;
      }
    }
  }
  return packed;
}

void narrow_conv(const NarrowConv& narrow,
                 const float* weights,
                 const float* bias,
                 const float* from,
                 float* to) {
  const NarrowRow row = kernels_for(narrow).by_outputs[narrow.conv.out - 1];
  const NarrowRows rows{&narrow, weights, bias, from, to};
  parallel_for(narrow.to.h, [&](std::int64_t y) { row(rows, y); });
}

}  // namespace autochrome::kernels
