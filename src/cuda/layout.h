// How the pixels and filters of 256 channels lie in a multiprocessor's memory and registers.
//
// A warpgroup (128 threads) takes 64 pixels at a time. Of a tile's rows a thread holds two, eight
// apart, and of their channels every fourth run of 8, so that it reads and writes 16 bytes at once.
// The matrix unit wants pairs of channels in another order; as a product does not care in which
// order channels are added or come out, the filters are rearranged and the pixels stay.
#pragma once

#include <cstdint>

namespace autochrome::cuda {

inline constexpr int kChannels = 256;
inline constexpr int kWarp = 32;
inline constexpr int kGroupThreads = 128;                 ///< of a warpgroup
inline constexpr int kGroups = 2;                         ///< warpgroups of a block
inline constexpr int kThreads = kGroups * kGroupThreads;  ///< of a block
inline constexpr int kTilePixels = 64;
inline constexpr int kRun = 8;                              ///< channels of 16 bytes
inline constexpr int kRuns = kChannels / kRun;              ///< of a pixel
inline constexpr int kThreadRuns = kChannels / (4 * kRun);  ///< of a pixel, that one thread holds
inline constexpr int kPixelBytes = 2 * kChannels;
inline constexpr int kStepChannels = 16;  ///< that one matrix instruction adds up

/// Rows of 128 bytes whose 16-byte parts are exchanged by the row's number, so that neither rows
/// nor columns collide in the memory's banks: eight rows repeat.
inline constexpr int kRowBytes = 128;
inline constexpr int kRowChannels = kRowBytes / 2;
inline constexpr int kAtomRows = 8;
inline constexpr int kAtomBytes = kAtomRows * kRowBytes;

/// Of byte `at`, which counts from an atom's start, in rows as the matrix unit exchanges them.
constexpr std::uint32_t swizzled(std::uint32_t at) { return at ^ ((at / kRowBytes % 8) * 16); }

/// A tile's pixels with 64 of their channels each, a pixel a row; blocks of a tile follow each
/// other.
inline constexpr int kTileBlockBytes = kTilePixels * kRowBytes;
inline constexpr int kTileBytes = kTilePixels * kPixelBytes;

/// The channel that the matrix unit finds at `position` of 256, the same for inputs and outputs.
constexpr int channel_at(int position) {
  return position / 32 * 32 + position % 8 / 2 * 8 + position / 8 % 4 * 2 + position % 2;
}

/// Filters as the matrix unit reads them: by 64 inputs, 256 outputs of 128 bytes each.
inline constexpr int kFilterBlockBytes = kChannels * kRowBytes;
inline constexpr int kFilterBytes = kChannels / kRowChannels * kFilterBlockBytes;

/// Where the weight from input position `in` to output position `out` lies.
constexpr std::uint32_t filter_offset(int out, int in) {
  const int block = in / kRowChannels * kFilterBlockBytes;
  const int in_block = out * kRowBytes + in % kRowChannels * 2;
  return static_cast<std::uint32_t>(block) + swizzled(static_cast<std::uint32_t>(in_block));
}

}  // namespace autochrome::cuda
