// Convolutions with fewer multiplications (Winograd 1980; Lavin and Gray 2016, arXiv:1509.09308):
// tiles of the input are transformed, multiplied with transformed weights channel by channel, and
// the sums transformed back to tiles of the output.
//
// What is convolved is described by grids of pixels, several on either side. So one kernel does
// concatenations and enlargements without making them, dilated convolutions, strided ones (the
// input's phases as further channels) and transposed ones (the output's phases as further outputs).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/epilogue.h"
#include "kernels/instructions.h"
#include "kernels/page_allocator.h"

namespace autochrome::kernels {

/// Outputs and taps of a tile along either axis: F(4×4, 3×3), F(3×3, 4×4), F(2×2, 3×3),
/// F(3×3, 2×2). The first two make 36 products of a tile, the next two 16. F(1×1, 1×1) transforms
/// nothing: every tap of a kernel is a grid of its own, for few pixels with many weights, of which
/// the others would make more.
enum class Tiling { F4x3, F3x4, F2x3, F3x2, F1x1 };

struct TileSize {
  int outputs;
  int taps;

  /// Pixels of the input that a tile reads along an axis, and products along it.
  [[nodiscard]] constexpr int points() const noexcept { return outputs + taps - 1; }

  [[nodiscard]] constexpr int products() const noexcept { return points() * points(); }
};

[[nodiscard]] constexpr TileSize size_of(Tiling tiling) noexcept {
  switch (tiling) {
    case Tiling::F4x3:
      return {4, 3};
    case Tiling::F3x4:
      return {3, 4};
    case Tiling::F2x3:
      return {2, 3};
    case Tiling::F3x2:
      return {3, 2};
    case Tiling::F1x1:
      break;
  }
  return {1, 1};
}

/// "F(4x4, 3x3)".
[[nodiscard]] std::string to_text(Tiling tiling);

/// Where some blocks of channels find their pixels. Strides and the offset count floats.
struct PixelGrid {
  std::int64_t blocks = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t offset = 0;  ///< of the first block's first pixel
  std::int64_t block_stride = 0;
  std::int64_t row_stride = 0;
  std::int64_t pixel_stride = 0;
  std::int64_t picture_stride = 0;
  std::int64_t top = 0;   ///< row at which the first tile begins
  std::int64_t left = 0;  ///< column at which it begins
  int enlarged = 0;  ///< of a source: 1 if every pixel counts twice along both axes, and height and
                     ///< width are those after that
};

/// How weights are kept: as the products read them, or as taps, of which there are fewer (9 for 36
/// products), transformed group by group of outputs while they are used. The second is for those
/// that come from far; its results are the same bits.
enum class WeightForm { Points, Taps };

struct Winograd {
  Tiling tiling = Tiling::F4x3;
  Instructions instructions = Instructions::Portable;
  WeightForm weights = WeightForm::Points;
  int step = 1;  ///< pixels between neighbouring taps (dilation)
  std::int64_t pictures = 1;
  std::int64_t tile_rows = 0;        ///< of each of the step² interleaved sub-grids
  std::int64_t tile_columns = 0;     ///< as many
  std::vector<PixelGrid> from = {};  ///< their channels follow one another
  std::vector<PixelGrid> to = {};  ///< their channels follow one another in the weights; equal but
                                   ///< for offset, top and left
  std::vector<Epilogue> epilogue = {};
  std::int64_t tiles_at_once = 0;  ///< whose products lie in memory at a time
  bool by_outputs = false;         ///< threads share out the outputs rather than the tiles

  [[nodiscard]] std::int64_t blocks_in() const noexcept;
  [[nodiscard]] std::int64_t blocks_out() const noexcept;

  [[nodiscard]] std::int64_t tiles() const noexcept {
    return pictures * step * step * tile_rows * tile_columns;
  }
};

struct WinogradData {
  std::span<const float* const> from;   ///< by Winograd::from
  float* to = nullptr;                  ///< that all of Winograd::to are in
  const float* weights = nullptr;       ///< from pack_winograd, in the form of the convolution
  const float* bias = nullptr;          ///< for every padded channel of a grid of `to`
  std::span<const float* const> added;  ///< in the layout of `to`
  float* scratch = nullptr;             ///< scratch_floats
};

/// Weights of `outputs` × `inputs` kernels of taps² values, at(output, input) giving the first; or
/// null for a kernel of zeros. Both counts are multiples of the block.
struct KernelsOf {
  std::int64_t outputs = 0;
  std::int64_t inputs = 0;
  std::vector<const float*> kernels;  ///< [outputs][inputs]
};

/// The weights of a convolution in its form. Of its fields only tiling, instructions and form
/// count.
[[nodiscard]] PackedFloats pack_winograd(const Winograd& winograd, const KernelsOf& kernels);

/// Working memory for `threads` threads.
[[nodiscard]] std::size_t scratch_floats(const Winograd& winograd, int threads);

/// Results do not depend on the number of threads.
void convolve(const Winograd& winograd, const WinogradData& data);

}  // namespace autochrome::kernels
