#include "kernels/copy_channels.h"

#include <algorithm>

#include "kernels/parallel.h"

namespace autochrome::kernels {

namespace {

// Pixels copied channel by channel before the next are: few enough to stay in the first cache.
constexpr std::int64_t kChunk = 256;

/// The first pixel of a channel; the next are `layout.block` further each.
template <class T>
T* channel(T* values, Layout layout, std::int64_t c, std::int64_t pixels) {
  return values + c / layout.block * layout.block * pixels + c % layout.block;
}

void copy_strided(const float* from,
                  std::int64_t from_stride,
                  float* to,
                  std::int64_t to_stride,
                  std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) to[i * to_stride] = from[i * from_stride];
}

bool keeps_blocks(const ChannelCopy& copy) {
  const bool whole_blocks = copy.from.c % copy.to_layout.block == 0 ||
                            copy.first_channel + copy.from.c == copy.to_channels;
  return copy.from_layout == copy.to_layout && copy.first_channel % copy.to_layout.block == 0 &&
         whole_blocks;
}

void copy_blocks(const ChannelCopy& copy, const float* from, float* to) {
  const std::int64_t floats = copy.from.plane() * copy.to_layout.block;
  float* first = to + copy.first_channel * copy.from.plane();
  parallel_for(copy.to_layout.blocks(copy.from.c), [&](std::int64_t block) {
    std::copy_n(from + block * floats, floats, first + block * floats);
  });
}

void copy_chunk(const ChannelCopy& copy, const float* from, float* to, std::int64_t pixel) {
  const std::int64_t pixels = copy.from.plane();
  const std::int64_t count = std::min(kChunk, pixels - pixel);
  const std::int64_t from_stride = copy.from_layout.block;
  const std::int64_t to_stride = copy.to_layout.block;
  for (std::int64_t c = 0; c < copy.from.c; ++c) {
    copy_strided(channel(from, copy.from_layout, c, pixels) + pixel * from_stride, from_stride,
                 channel(to, copy.to_layout, copy.first_channel + c, pixels) + pixel * to_stride,
                 to_stride, count);
  }
  if (copy.first_channel + copy.from.c < copy.to_channels) return;
  for (std::int64_t c = copy.to_channels; c < copy.to_layout.padded(copy.to_channels); ++c) {
    float* lane = channel(to, copy.to_layout, c, pixels) + pixel * to_stride;
    for (std::int64_t i = 0; i < count; ++i) lane[i * to_stride] = 0;
  }
}

}  // namespace

void copy_channels(const ChannelCopy& copy, const float* from, float* to) {
  if (keeps_blocks(copy)) return copy_blocks(copy, from, to);
  const std::int64_t chunks = (copy.from.plane() + kChunk - 1) / kChunk;
  parallel_for(chunks, [&](std::int64_t chunk) { copy_chunk(copy, from, to, chunk * kChunk); });
}

}  // namespace autochrome::kernels
