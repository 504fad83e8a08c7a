#include "kernels/weight_gradient.h"

#include <algorithm>

#include "base/division.h"
#include "kernels/parallel.h"
#include "kernels/weight_gradient_kernels.h"

namespace autochrome::kernels {

namespace {

// What transformed tiles may take at a time, in floats: a good part of the second cache.
constexpr std::int64_t kTilesFloats = 1 << 17;
// Sums are read and written once for so many tiles at least.
constexpr std::int64_t kLeastTiles = 64;
// Of the tiles' parts together, whose sums are made apart.
constexpr std::int64_t kSumsFloats = 1 << 20;
constexpr std::int64_t kMostParts = 8;

/// How the work is divided. The tiles fall into parts, each with sums of its own, which threads
/// share out; where sums are large there is one part, and the threads share out what is in it.
struct Division {
  Winograd winograd;  ///< with tiles_at_once, the tiles of a round
  std::int64_t parts = 0;
  std::int64_t part_tiles = 0;
  std::int64_t x_point_stride = 0;
  std::int64_t y_point_stride = 0;
  std::int64_t sums_point_stride = 0;

  [[nodiscard]] int products() const { return size_of(winograd.tiling).products(); }

  [[nodiscard]] std::int64_t block_stride() const {
    return winograd.tiles_at_once * block_of(winograd.instructions);
  }

  [[nodiscard]] std::int64_t x_floats() const { return products() * x_point_stride; }

  [[nodiscard]] std::int64_t tiles_floats() const {
    return products() * (x_point_stride + y_point_stride);
  }

  [[nodiscard]] std::int64_t sums_floats() const { return products() * sums_point_stride; }
};

Division division_of(const BatchConvolution& convolution, Instructions instructions) {
  // Its schedule is another one, independent of the number of threads.
  Division division{.winograd = batch_winograd(convolution, instructions, 1)};
  Winograd& winograd = division.winograd;
  const int products = division.products();
  const std::int64_t tiles = winograd.tiles();
  const std::int64_t round = std::clamp(
      kTilesFloats / (products * (convolution.in + convolution.out)), kLeastTiles, tiles);
  division.sums_point_stride = point_stride(convolution.in * convolution.out);
  division.parts =
      std::clamp<std::int64_t>(kSumsFloats / division.sums_floats(), 1,
                               std::min(kMostParts, divided_up<std::int64_t>(tiles, round)));
  division.part_tiles = divided_up<std::int64_t>(tiles, division.parts);
  division.parts = divided_up<std::int64_t>(tiles, division.part_tiles);
  winograd.tiles_at_once = divided_up<std::int64_t>(
      division.part_tiles, divided_up<std::int64_t>(division.part_tiles, round));
  const int block = block_of(instructions);
  division.x_point_stride = input_point_stride(winograd);
  division.y_point_stride = point_stride(winograd.blocks_out() * winograd.tiles_at_once * block);
  return division;
}

/// The loops for one convolution, with their strides.
class Loops {
 public:
  Loops(const Division& division, const WeightGradientData& data)
      : division_(division),
        winograd_(division.winograd),
        data_(data),
        of_x_(winograd_kernels(winograd_.tiling, winograd_.instructions)),
        of_y_(weight_gradient_kernels(winograd_.tiling, winograd_.instructions)) {}

  void transform_x(Range tiles, Range blocks, float* transformed) const {
    const WinogradData read{.from = {&data_.x, 1}, .added = {}};
    of_x_.transform(winograd_, read, tiles, blocks, transformed);
  }

  void transform_y(Range tiles, Range blocks, float* transformed) const {
    of_y_.transform(winograd_, winograd_.to[0], data_.of_y, tiles, blocks, division_.block_stride(),
                    division_.y_point_stride, transformed + division_.x_floats());
  }

  void multiply(std::int64_t point,
                Range blocks,
                Range tiles,
                bool add,
                const float* transformed,
                float* sums) const {
    const int block = block_of(winograd_.instructions);
    const std::int64_t inputs = winograd_.blocks_in() * block;
    const float* x = transformed + point * division_.x_point_stride;
    const float* y = transformed + division_.x_floats() + point * division_.y_point_stride;
    for (std::int64_t own = blocks.first; own < blocks.last; ++own) {
      of_y_.multiply(y + own * division_.block_stride(), x, winograd_.blocks_in(),
                     tiles.last - tiles.first, division_.block_stride(), add,
                     sums + point * division_.sums_point_stride + own * block * inputs);
    }
  }

  void finish(std::int64_t block, const float* sums) const {
    of_y_.finish(sums, winograd_.blocks_in() * block_of(winograd_.instructions),
                 division_.sums_point_stride, block, data_.of_weights);
  }

 private:
  const Division& division_;
  const Winograd& winograd_;
  const WeightGradientData& data_;
  WinogradKernels of_x_;
  WeightGradientKernels of_y_;
};

/// Calls f(tiles, whether they are not the first) for each round of a part.
template <class F>
void for_rounds(const Division& division, std::int64_t part, F&& f) {
  const std::int64_t begin = part * division.part_tiles;
  const std::int64_t end = std::min(begin + division.part_tiles, division.winograd.tiles());
  for (std::int64_t first = begin; first < end; first += division.winograd.tiles_at_once) {
    f(Range{first, std::min(first + division.winograd.tiles_at_once, end)}, first > begin);
  }
}

/// Every thread sums up parts of its own; then the parts are summed up in their order.
void share_tiles(const Division& division, const Loops& loops, float* memory, float* sums) {
  const Winograd& winograd = division.winograd;
  const int block = block_of(winograd.instructions);
  const Range blocks_in{0, winograd.blocks_in()};
  const Range blocks_out{0, winograd.blocks_out()};
  parallel_for(division.parts, [&](std::int64_t part) {
    float* transformed = memory + thread_number() * division.tiles_floats();
    float* own = sums + part * division.sums_floats();
    for_rounds(division, part, [&](Range tiles, bool add) {
      loops.transform_x(tiles, blocks_in, transformed);
      loops.transform_y(tiles, blocks_out, transformed);
      for (std::int64_t point = 0; point < division.products(); ++point) {
        loops.multiply(point, blocks_out, tiles, add, transformed, own);
      }
    });
  });
  const std::int64_t count = blocks_in.last * blocks_out.last * block * block;
  parallel_for(division.products(), [&](std::int64_t point) {
    float* total = sums + point * division.sums_point_stride;
    for (std::int64_t part = 1; part < division.parts; ++part) {
      const float* own = total + part * division.sums_floats();
      for (std::int64_t i = 0; i < count; ++i) total[i] += own[i];
    }
  });
}

/// The threads transform blocks of the same tiles, then each multiplies for its share of the sums.
void share_sums(const Division& division, const Loops& loops, float* transformed, float* sums) {
  const Winograd& winograd = division.winograd;
  for_rounds(division, 0, [&](Range tiles, bool add) {
    parallel_for(winograd.blocks_in() + winograd.blocks_out(), [&](std::int64_t number) {
      const std::int64_t block = number - winograd.blocks_in();
      block < 0 ? loops.transform_x(tiles, {number, number + 1}, transformed)
                : loops.transform_y(tiles, {block, block + 1}, transformed);
    });
    parallel_for(division.products() * winograd.blocks_out(), [&](std::int64_t number) {
      const std::int64_t block = number % winograd.blocks_out();
      loops.multiply(number / winograd.blocks_out(), {block, block + 1}, tiles, add, transformed,
                     sums);
    });
  });
}

}  // namespace

WeightGradientKernels weight_gradient_kernels(Tiling tiling, Instructions instructions) noexcept {
  switch (instructions) {
#ifdef AUTOCHROME_X86_KERNELS
    case Instructions::Avx512:
      return avx512_weight_gradient_kernels(tiling);
    case Instructions::Avx2:
      return avx2_weight_gradient_kernels(tiling);
#endif
    default:
      return portable_weight_gradient_kernels(tiling);
  }
}

std::size_t weight_gradient_floats(const BatchConvolution& convolution, Instructions instructions) {
  const Division division = division_of(convolution, instructions);
  const std::int64_t rooms = division.parts > 1 ? thread_count() : 1;
  return static_cast<std::size_t>(rooms * division.tiles_floats() +
                                  division.parts * division.sums_floats());
}

void weight_gradient(const BatchConvolution& convolution,
                     const WeightGradientData& data,
                     Instructions instructions) {
  const Division division = division_of(convolution, instructions);
  const Loops loops(division, data);
  float* sums = data.memory;
  float* transformed = sums + division.parts * division.sums_floats();
  division.parts > 1 ? share_tiles(division, loops, transformed, sums)
                     : share_sums(division, loops, transformed, sums);
  parallel_for(division.winograd.blocks_out(),
               [&](std::int64_t block) { loops.finish(block, sums); });
}

}  // namespace autochrome::kernels
