#include "kernels/batch_convolution.h"

#include <algorithm>

#include "base/division.h"
#include "kernels/parallel.h"
#include "kernels/winograd_cost.h"
#include "kernels/winograd_kernels.h"

namespace autochrome::kernels {

namespace {

Tiling tiling_for(const BatchConvolution& convolution) {
  return convolution.taps == 3 ? Tiling::F4x3 : Tiling::F3x4;
}

std::int64_t taps_of(const BatchConvolution& convolution) {
  return std::int64_t{convolution.taps} * convolution.taps;
}

PixelGrid grid_of(std::int64_t channels, std::int64_t height, std::int64_t width, int block) {
  return {.blocks = channels / block,
          .height = height,
          .width = width,
          .block_stride = block,
          .row_stride = width * channels,
          .pixel_stride = channels,
          .picture_stride = height * width * channels};
}

/// Outputs of a group from the first on, as taps [input][tap][output of the group].
struct Group {
  std::int64_t first;
  std::int64_t outputs;
  float* taps;
};

/// Pixel by pixel of blocks of inputs, which share cache lines.
void lay_out(const BatchConvolution& convolution, const float* weights, const Group& group) {
  constexpr std::int64_t kInputs = 16;
  const std::int64_t taps = taps_of(convolution);
  const float* from = weights + group.first * taps * convolution.in;
  for (std::int64_t tap = 0; tap < taps; ++tap) {
    for (std::int64_t begin = 0; begin < convolution.in; begin += kInputs) {
      const std::int64_t end = std::min(begin + kInputs, convolution.in);
      for (std::int64_t input = begin; input < end; ++input) {
        float* to = group.taps + (input * taps + tap) * group.outputs;
        for (std::int64_t output = 0; output < group.outputs; ++output) {
          to[output] = from[(output * taps + tap) * convolution.in + input];
        }
      }
    }
  }
}

/// The outputs of the adjoint are the inputs of the weights, its taps run backwards.
void lay_out_adjoint(const BatchConvolution& adjoint, const float* weights, const Group& group) {
  const std::int64_t taps = taps_of(adjoint);
  for (std::int64_t input = 0; input < adjoint.in; ++input) {
    for (std::int64_t tap = 0; tap < taps; ++tap) {
      const float* from = weights + (input * taps + taps - 1 - tap) * adjoint.out + group.first;
      std::copy_n(from, group.outputs, group.taps + (input * taps + tap) * group.outputs);
    }
  }
}

/// Floats from one group's weights to the next.
std::int64_t group_stride(const Winograd& winograd, std::int64_t inputs) {
  const TileSize size = size_of(winograd.tiling);
  const bool as_taps = winograd.weights == WeightForm::Taps;
  const std::int64_t each = as_taps ? std::int64_t{size.taps} * size.taps : size.products();
  return inputs * product_tile(winograd.instructions).outputs() * each;
}

std::int64_t taps_floats(const BatchConvolution& convolution, Instructions instructions) {
  return convolution.in * product_tile(instructions).outputs() * taps_of(convolution);
}

/// Where parts of the memory begin.
struct Parts {
  std::int64_t bias;
  std::int64_t taps;  ///< a group's, of every thread
  std::int64_t scratch;
  std::int64_t end;
};

Parts parts_of(const BatchConvolution& convolution, const Winograd& winograd, int threads) {
  Parts parts{};
  parts.bias = groups_out(winograd) * group_stride(winograd, convolution.in);
  parts.taps = parts.bias + convolution.out;
  parts.scratch = parts.taps;
  if (winograd.weights == WeightForm::Points) {
    parts.scratch += threads * taps_floats(convolution, winograd.instructions);
  }
  parts.end = parts.scratch + static_cast<std::int64_t>(scratch_floats(winograd, threads));
  return parts;
}

/// `lay_out` fills a group's taps.
template <class F>
void pack(const BatchConvolution& convolution,
          const Winograd& winograd,
          float* packed,
          float* taps,
          F&& lay_out) {
  const std::int64_t most = product_tile(winograd.instructions).outputs();
  const auto transform = winograd_kernels(winograd.tiling, winograd.instructions).transform_weights;
  const int points = size_of(winograd.tiling).points();
  parallel_for(groups_out(winograd), [&](std::int64_t number) {
    const std::int64_t first = number * most;
    const std::int64_t outputs = std::min(most, convolution.out - first);
    float* to = packed + number * group_stride(winograd, convolution.in);
    if (winograd.weights == WeightForm::Taps) return lay_out(Group{first, outputs, to});
    float* own = taps + thread_number() * taps_floats(convolution, winograd.instructions);
    lay_out(Group{first, outputs, own});
    for (int row = 0; row < points; ++row, to += points * convolution.in * outputs) {
      transform(own, convolution.in, outputs, row, to);
    }
  });
}

template <class F>
void run(const BatchConvolution& convolution,
         const BatchData& data,
         Instructions instructions,
         F&& lay_out) {
  const int threads = thread_count();
  const Winograd winograd = batch_winograd(convolution, instructions, threads);
  const Parts parts = parts_of(convolution, winograd, threads);
  pack(convolution, winograd, data.memory, data.memory + parts.taps, lay_out);
  float* bias = data.memory + parts.bias;
  std::fill_n(bias, convolution.out, 0.0F);
  convolve(winograd, {.from = {&data.x, 1},
                      .to = data.y,
                      .weights = data.memory,
                      .bias = bias,
                      .added = {},
                      .scratch = data.memory + parts.scratch});
}

}  // namespace

bool is_fast(const BatchConvolution& convolution, Instructions instructions) {
  const int block = block_of(instructions);
  if (convolution.taps != 3 && convolution.taps != 4) return false;
  if (convolution.in % block != 0 || convolution.out % block != 0) return false;
  const TileSize size = size_of(tiling_for(convolution));
  const std::int64_t height = convolution.height_out();
  const std::int64_t width = convolution.width_out();
  const std::int64_t tiles = divided_up<std::int64_t>(height, size.outputs) *
                             divided_up<std::int64_t>(width, size.outputs);
  return height > 0 && width > 0 &&
         2 * tiles * size.products() <= height * width * taps_of(convolution);
}

BatchConvolution adjoint(const BatchConvolution& convolution) noexcept {
  return {.pictures = convolution.pictures,
          .height = convolution.height_out(),
          .width = convolution.width_out(),
          .in = convolution.out,
          .out = convolution.in,
          .taps = convolution.taps,
          .pad_begin = convolution.taps - 1 - convolution.pad_begin,
          .pad_end = convolution.taps - 1 - convolution.pad_end};
}

Winograd batch_winograd(const BatchConvolution& convolution,
                        Instructions instructions,
                        int threads) {
  const int block = block_of(instructions);
  const Tiling tiling = tiling_for(convolution);
  const std::int64_t outputs = size_of(tiling).outputs;
  const std::int64_t height = convolution.height_out();
  const std::int64_t width = convolution.width_out();
  PixelGrid from = grid_of(convolution.in, convolution.height, convolution.width, block);
  from.top = -convolution.pad_begin;
  from.left = -convolution.pad_begin;
  Winograd winograd{.tiling = tiling,
                    .instructions = instructions,
                    .pictures = convolution.pictures,
                    .tile_rows = divided_up<std::int64_t>(height, outputs),
                    .tile_columns = divided_up<std::int64_t>(width, outputs),
                    .from = {from},
                    .to = {grid_of(convolution.out, height, width, block)}};
  schedule(winograd, threads);
  return winograd;
}

std::size_t memory_floats(const BatchConvolution& convolution, Instructions instructions) {
  const int threads = thread_count();
  const Winograd winograd = batch_winograd(convolution, instructions, threads);
  return static_cast<std::size_t>(parts_of(convolution, winograd, threads).end);
}

void convolve(const BatchConvolution& convolution,
              const BatchData& data,
              Instructions instructions) {
  run(convolution, data, instructions,
      [&](const Group& group) { lay_out(convolution, data.weights, group); });
}

void convolve_adjoint(const BatchConvolution& adjoint,
                      const BatchData& data,
                      Instructions instructions) {
  run(adjoint, data, instructions,
      [&](const Group& group) { lay_out_adjoint(adjoint, data.weights, group); });
}

}  // namespace autochrome::kernels
