#include "cuda/columns.h"
#include "cuda/device.h"
#include "cuda/filter_gradient.h"
#include "cuda/pixel_product.h"
#include "cuda/residual_layers.h"

namespace autochrome::cuda {

namespace {

constexpr int kFilters = kChannels * kChannels;

NormLines lines_in(float* memory) {
  return {memory, memory + kChannels, memory + 2 * kChannels, memory + 3 * kChannels};
}

/// Filters of a layer as products read them, forward and back.
struct Packed {
  explicit Packed(const void* memory) : start(static_cast<const unsigned char*>(memory)) {}

  [[nodiscard]] const void* first() const { return start; }

  [[nodiscard]] const void* second() const { return start + kFilterBytes; }

  [[nodiscard]] const void* first_adjoint() const { return start + 2 * kFilterBytes; }

  [[nodiscard]] const void* second_adjoint() const { return start + 3 * kFilterBytes; }

  const unsigned char* start;
};

static_assert(kPackedBytes == std::size_t{kFilterForms} * kFilterBytes);

/// Parts of the scratch memory.
struct Scratch {
  Scratch(float* memory, int multiprocessors)
      : of_product(memory),
        of_columns(of_product + std::int64_t{multiprocessors} * 2 * kChannels),
        pull(of_columns + std::int64_t{kBlocksOfColumns} * multiprocessors * 2 * kChannels),
        offset(pull + kChannels),
        slices(offset + kChannels) {}

  float* of_product;  ///< sums that a product leaves; forward, of the next layer's input
  float* of_columns;  ///< likewise a column kernel; back, of the gradient of a layer's output
  float* pull;
  float* offset;
  float* slices;
};

}  // namespace

ResidualLayers::ResidualLayers(void* stream, const ResidualOptions& options)
    : stream_(stream),
      options_(options),
      // filter_gradient's blocks go in pairs
      multiprocessors_(multiprocessors() / 2 * 2) {}

bool ResidualLayers::supported() { return is_hopper(); }

std::size_t ResidualLayers::scratch_floats() const {
  const auto blocks = static_cast<std::size_t>(multiprocessors_);
  return (1 + kBlocksOfColumns) * blocks * 2 * kChannels + 2 * kChannels + blocks / 2 * kFilters;
}

void ResidualLayers::start_forward(const void* x, float* scratch) {
  // As many rows of sums as the products of a layer before would have left.
  launch(sum_columns, multiprocessors_, kThreads, kColumnsSharedBytes, stream_, x, options_.pixels,
         Scratch(scratch, multiprocessors_).of_product);
}

void ResidualLayers::forward(const ResidualLayer& layer,
                             const ResidualKept& kept,
                             void* y,
                             float* scratch) {
  const Scratch parts(scratch, multiprocessors_);
  const NormLines lines = lines_in(kept.lines);
  const Packed packed(kept.packed);
  launch(pack_filters, kFilterForms * kChannels, kChannels, 0, stream_,
         LayerFilters{layer.filters1, layer.filters2}, kept.packed);
  launch(finish_norm, kFinishBlocks, kThreads, kFinishSharedBytes, stream_, parts.of_product,
         multiprocessors_, options_.pixels, layer.norm, options_.share, options_.epsilon, lines);

  ProductArguments hidden;
  hidden.in = kept.x;
  hidden.beside = kept.activated;
  hidden.filters = packed.first();
  hidden.out = kept.hidden;
  hidden.bias = layer.bias1;
  hidden.scale = lines.scale;
  hidden.shift = lines.shift;
  hidden.slope = options_.slope;
  hidden.pixels = options_.pixels;
  hidden.descending = turned();
  launch(pixel_product<Stage::Hidden>, multiprocessors_, kThreads, kProductSharedBytes, stream_,
         hidden);

  ProductArguments output;
  output.in = kept.hidden;
  output.beside = kept.x;
  output.filters = packed.second();
  output.out = y;
  output.bias = layer.bias2;
  output.sums = parts.of_product;
  output.pixels = options_.pixels;
  output.descending = turned();
  launch(pixel_product<Stage::Output>, multiprocessors_, kThreads, kProductSharedBytes, stream_,
         output);
}

void ResidualLayers::finish_forward(
    const NormValues& norm, const void* x, float* lines, void* z, float* scratch) {
  launch(finish_norm, kFinishBlocks, kThreads, kFinishSharedBytes, stream_,
         Scratch(scratch, multiprocessors_).of_product, multiprocessors_, options_.pixels, norm,
         options_.share, options_.epsilon, lines_in(lines));
  launch(normalize, kBlocksOfColumns * multiprocessors_, kThreads, 0, stream_, x, lines_in(lines),
         options_.slope, options_.pixels, z);
}

void ResidualLayers::start_backward(const void* of_z,
                                    const void* x,
                                    float* lines,
                                    void* of_x,
                                    float* of_weight,
                                    float* of_bias,
                                    float* scratch) {
  const Scratch parts(scratch, multiprocessors_);
  const int blocks = kBlocksOfColumns * multiprocessors_;
  NormBackArguments back;
  back.through = of_z;
  back.x = x;
  back.of_x = of_x;
  back.lines = lines_in(lines);
  back.pull = parts.pull;
  back.offset = parts.offset;
  back.sums = parts.of_columns;
  back.slope = options_.slope;
  back.pixels = options_.pixels;
  launch(sum_norm_gradient, blocks, kThreads, kColumnsSharedBytes, stream_, back);
  NormGradient gradient;
  gradient.of_bias = of_bias;
  gradient.pull = parts.pull;
  gradient.offset = parts.offset;
  launch(finish_norm_gradient, kFinishBlocks, kThreads, kFinishSharedBytes, stream_,
         parts.of_columns, blocks, options_.pixels, back.lines, gradient);
  back.descending = descending_ = true;
  launch(norm_back<false>, blocks, kThreads, kColumnsSharedBytes, stream_, back);
  add_sums(parts.of_columns + kChannels, blocks, back.lines.deviation, of_weight);
}

void ResidualLayers::add_sums(const float* of_blocks,
                              int blocks,
                              const float* divisor,
                              float* to) const {
  launch(add_rows, 1, kThreads, 0, stream_, of_blocks, blocks, 2 * kChannels, kChannels, divisor,
         to);
}

void ResidualLayers::backward(const ResidualLayer& layer,
                              const ResidualKept& kept,
                              const void* of_y,
                              void* of_hidden,
                              void* of_x,
                              const ResidualGradients& gradients,
                              float* scratch) {
  const int blocks = multiprocessors_;
  const int columns_blocks = kBlocksOfColumns * multiprocessors_;
  const Scratch parts(scratch, multiprocessors_);
  const NormLines lines = lines_in(kept.lines);
  const Packed packed(kept.packed);
  const auto of_filters = [&](const void* of_out, const void* in, float* out) {
    FilterGradientArguments arguments;
    arguments.of_out = of_out;
    arguments.in = in;
    arguments.slices = parts.slices;
    arguments.pixels = options_.pixels;
    arguments.descending = turned();
    launch(filter_gradient, blocks, kThreads, kFilterGradientSharedBytes, stream_, arguments);
    launch(add_rows, kFilters / kThreads, kThreads, 0, stream_, parts.slices, blocks / 2, kFilters,
           kFilters, static_cast<const float*>(nullptr), out);
  };
  const auto back_through = [&](const void* filters, const void* of_out, void* activation,
                                void* of_in) {
    ProductArguments arguments;
    arguments.in = of_out;
    arguments.beside = activation;
    arguments.filters = filters;
    arguments.out = of_in;
    arguments.sums = parts.of_product;
    arguments.slope = options_.slope;
    arguments.pixels = options_.pixels;
    arguments.descending = turned();
    launch(pixel_product<Stage::Gradient>, blocks, kThreads, kProductSharedBytes, stream_,
           arguments);
  };

  add_sums(parts.of_columns, columns_blocks, nullptr, gradients.of_bias2);
  of_filters(of_y, kept.hidden, gradients.of_filters2);
  back_through(packed.second_adjoint(), of_y, kept.hidden, of_hidden);

  add_sums(parts.of_product, blocks, nullptr, gradients.of_bias1);
  of_filters(of_hidden, kept.activated, gradients.of_filters1);
  back_through(packed.first_adjoint(), of_hidden, kept.activated, of_x);  // of norm(x), for now

  const NormGradient norm_gradient = {layer.norm.bias,        layer.filters1, gradients.of_filters1,
                                      gradients.of_norm_bias, parts.pull,     parts.offset};
  launch(finish_norm_gradient, kFinishBlocks, kThreads, kFinishSharedBytes, stream_,
         parts.of_product, blocks, options_.pixels, lines, norm_gradient);
  NormBackArguments back;
  back.through = of_x;
  back.past = of_y;
  back.x = kept.x;
  back.of_x = of_x;
  back.lines = lines;
  back.pull = parts.pull;
  back.offset = parts.offset;
  back.sums = parts.of_columns;
  back.pixels = options_.pixels;
  back.descending = turned();
  launch(norm_back<true>, columns_blocks, kThreads, kColumnsSharedBytes, stream_, back);
  add_sums(parts.of_columns + kChannels, columns_blocks, lines.deviation, gradients.of_norm_weight);
}

}  // namespace autochrome::cuda
