// Chains of 1×1 convolutions themselves. Compiled once for every kind of processor; internal
// linkage, so that the forms do not mix.
#pragma once

#include <algorithm>
#include <variant>

#include "graph/visit.h"
#include "kernels/activation.inc.h"
#include "kernels/pointwise_kernels.h"
#include "kernels/product_rows.inc.h"

namespace autochrome::kernels {

namespace {

/// Pixels in blocks of channels, those of a block one behind the other.
template <class Float>
struct Blocks {
  Float* first;
  std::int64_t stride;  ///< from block to block

  [[nodiscard]] Blocks from(std::int64_t block, std::int64_t offset = 0) const {
    return {first + block * stride + offset, stride};
  }
};

/// The input's pixels, scaled and activated.
template <int Lanes, int Block>
void gather(const Pointwise& pointwise, const PointwiseData& data, PixelTile tile, float* to) {
  using V = Vector<Lanes>;
  const std::int64_t blocks = pointwise.layers.front().inputs / Block;
  const float* from = data.from + tile.first * Block;
  for (std::int64_t block = 0; block < blocks; ++block, from += pointwise.pixels * Block) {
    const std::int64_t floats = tile.count * Block;
    if (pointwise.scaled) {
      const float* scale = data.scale + block * Block;
      const float* shift = data.shift + block * Block;
      for (int lane = 0; lane < Block; lane += Lanes) {
        const V factor = load<V>(scale + lane);
        const V summand = load<V>(shift + lane);
        for (std::int64_t i = lane; i < floats; i += Block) {
          store(to + i, load<V>(from + i) * factor + summand);
        }
      }
    } else {
      std::copy_n(from, floats, to);
    }
    if (pointwise.activate) activate_row(*pointwise.activate, to, floats);
    std::fill(to + floats, to + tile.padded() * Block, 0.0F);
    to += tile.padded() * Block;
  }
}

/// The four sums of quarters of a layer's inputs (S1 to S4 of Winograd's form).
template <int Lanes, int Block>
struct InputSums {
  using V = Vector<Lanes>;

  Blocks<float> s1;
  Blocks<float> s2;
  Blocks<float> s3;
  Blocks<float> s4;

  InputSums(float* memory, std::int64_t blocks, std::int64_t rows) {
    const std::int64_t stride = rows * Block;
    Blocks<float>* const all[] = {&s1, &s2, &s3, &s4};
    for (Blocks<float>* one : all) {
      *one = {memory, stride};
      memory += blocks * stride;
    }
  }

  /// Of rows that begin at these offsets, in the left `blocks` and in as many right of them.
  void add_up(Blocks<const float> inputs,
              std::int64_t upper,
              std::int64_t lower,
              std::int64_t blocks,
              std::int64_t rows) const {
    for (std::int64_t block = 0; block < blocks; ++block) {
      const float* a11 = inputs.from(block, upper).first;
      const float* a12 = inputs.from(block + blocks, upper).first;
      const float* a21 = inputs.from(block, lower).first;
      const float* a22 = inputs.from(block + blocks, lower).first;
      const std::int64_t at = block * s1.stride;
      for (std::int64_t i = 0; i < rows * Block; i += Lanes) {
        const V upper_left = load<V>(a11 + i);
        const V lower_left = load<V>(a21 + i);
        const V first = lower_left + load<V>(a22 + i);
        const V second = first - upper_left;
        store(s1.first + at + i, first);
        store(s2.first + at + i, second);
        store(s3.first + at + i, upper_left - lower_left);
        store(s4.first + at + i, load<V>(a12 + i) - second);
      }
    }
  }
};

/// Where outputs go: some rows of a group of channels.
template <int Block>
struct OutputRows {
  std::int64_t channel;
  Blocks<float> to;  ///< of the first row and channel
  std::int64_t count;
  std::int64_t pixel;  ///< of the picture, of the first row
};

template <int Lanes, int Block, int Vectors>
class Layer {
 public:
  using V = Vector<Lanes>;
  static constexpr std::int64_t kOutputs = Vectors * Lanes;
  static_assert(kOutputs % Block == 0);

  Layer(const Pointwise& pointwise, const PointwiseData& data, std::size_t number)
      : layer_(pointwise.layers[number]),
        pixels_(pointwise.pixels),
        added_(data.added),
        weights_(data.weights[number]),
        bias_(data.bias[number]) {}

  /// `scratch` is for the sums and products. Rows of `to` beyond the tile's are not touched.
  template <int MostRows>
  [[gnu::flatten]] void run(PixelTile tile,
                            const float* inputs,
                            Blocks<float> to,
                            float* scratch) const {
    const Blocks<const float> in{inputs, tile.padded() * Block};
    const std::int64_t all = layer_.halved ? tile.half() : tile.count;
    std::int64_t first = 0;
    for (std::int64_t shares = (all + MostRows - 1) / MostRows; shares > 0; --shares) {
      const Rows rows{first, (all - first) / shares};
      if (layer_.halved) {
        run_halves<MostRows>(tile, rows, in, to, scratch);
      } else {
        run_rows<MostRows>(tile, rows, in, to, scratch);
      }
      first += rows.count;
    }
  }

 private:
  /// Rows of a tile, or of either half of it, which stay in registers together.
  struct Rows {
    std::int64_t first;
    std::int64_t count;
  };

  template <int MostRows>
  [[gnu::always_inline]] void run_rows(
      PixelTile tile, Rows rows, Blocks<const float> in, Blocks<float> to, float* products) const {
    const ProductRows product =
        kProductKernels<Lanes, Block, MostRows, Vectors, Sums::Begin>.by_rows
            [static_cast<std::size_t>(rows.count - 1)];
    const std::int64_t first = rows.first * Block;
    const float* weights = weights_;
    for (std::int64_t channel = 0; channel < layer_.outputs; channel += kOutputs) {
      product(in.first + first, in.stride, layer_.inputs / Block, weights, products, kOutputs);
      finish({channel, to.from(channel / Block, first), rows.count, tile.first + rows.first},
             products);
      weights += layer_.inputs * kOutputs;
    }
  }

  template <int MostRows>
  [[gnu::always_inline]] void run_halves(
      PixelTile tile, Rows rows, Blocks<const float> in, Blocks<float> to, float* scratch) const {
    const auto number = static_cast<std::size_t>(rows.count - 1);
    const ProductRows begin =
        kProductKernels<Lanes, Block, MostRows, Vectors, Sums::Begin>.by_rows[number];
    const ProductRows go_on =
        kProductKernels<Lanes, Block, MostRows, Vectors, Sums::Continue>.by_rows[number];
    const std::int64_t blocks = layer_.inputs / Block / 2;
    const std::int64_t upper = rows.first * Block;
    const std::int64_t lower = (tile.half() + rows.first) * Block;
    const auto a11 = in.from(0, upper);
    const auto a12 = in.from(blocks, upper);
    const auto a22 = in.from(blocks, lower);
    const std::int64_t floats = rows.count * kOutputs;
    float* const u = scratch;
    float* const u3 = u + floats;
    float* const p = u3 + floats;
    const InputSums<Lanes, Block> sums(p + floats, blocks, rows.count);
    sums.add_up(in, upper, lower, blocks, rows.count);
    const float* weights = weights_;
    const auto multiply = [&](ProductRows product, const auto& from, float* results) {
      product(from.first, from.stride, blocks, weights, results, kOutputs);
      weights += blocks * Block * kOutputs;
    };
    const std::int64_t lower_rows = std::min(rows.count, tile.count - tile.half() - rows.first);
    const std::int64_t half = layer_.outputs / 2;
    for (std::int64_t channel = 0; channel < half; channel += kOutputs) {
      const std::int64_t right = channel + half;
      const auto upper_quarter = [&](std::int64_t own) {
        return OutputRows<Block>{own, to.from(own / Block, upper), rows.count,
                                 tile.first + rows.first};
      };
      const auto lower_quarter = [&](std::int64_t own) {
        return OutputRows<Block>{own, to.from(own / Block, lower), lower_rows,
                                 tile.first + tile.half() + rows.first};
      };
      multiply(begin, a11, u);
      std::copy_n(u, floats, p);
      multiply(go_on, a12, p);
      finish(upper_quarter(channel), p);
      multiply(go_on, sums.s2, u);
      std::copy_n(u, floats, u3);
      multiply(go_on, sums.s3, u3);
      multiply(begin, sums.s1, p);
      for (std::int64_t i = 0; i < floats; i += Lanes) {
        const V product = load<V>(p + i);
        store(u + i, load<V>(u + i) + product);
        store(p + i, load<V>(u3 + i) + product);
      }
      finish(lower_quarter(right), p);
      multiply(go_on, sums.s4, u);
      finish(upper_quarter(right), u);
      multiply(go_on, a22, u3);
      finish(lower_quarter(channel), u3);
    }
  }

  /// Stores the rows with bias, and does to them what follows the convolution.
  void finish(const OutputRows<Block>& rows, const float* sums) const {
    auto epilogue = layer_.epilogue.begin();
    const auto last = layer_.epilogue.end();
    // What comes first is done on the way.
    if (epilogue == last) {
      store_rows(rows, sums, [](const V& value, std::int64_t) { return value; });
      return;
    }
    if (const auto* activation = std::get_if<graph::Activate>(&*epilogue)) {
      if (activation->kind == graph::Activation::LeakyRelu) {
        store_rows(rows, sums, [slope = activation->slope](const V& value, std::int64_t) {
          return value > 0.0F ? value : slope * value;
        });
        ++epilogue;
      } else {
        store_rows(rows, sums, [](const V& value, std::int64_t) { return value; });
      }
    } else {
      const float* added = addend(rows, *epilogue);
      store_rows(rows, sums,
                 [added](const V& value, std::int64_t at) { return value + load<V>(added + at); });
      ++epilogue;
    }
    for (; epilogue != last; ++epilogue) apply(rows, *epilogue);
  }

  [[nodiscard]] const float* addend(const OutputRows<Block>& rows, const Epilogue& epilogue) const {
    return added_[std::get<Addend>(epilogue).index] + rows.channel * pixels_ + rows.pixel * Block;
  }

  /// f(sum, offset among the addend's values) of every register.
  template <class F>
  void store_rows(const OutputRows<Block>& rows, const float* sums, F&& f) const {
    unrolled<Vectors>([&](auto v) {
      constexpr std::int64_t kChannel = v * Lanes;
      const V bias = load<V>(bias_ + rows.channel + kChannel);
      float* to = rows.to.first + kChannel / Block * rows.to.stride + kChannel % Block;
      std::int64_t at = kChannel / Block * pixels_ * Block + kChannel % Block;
      const float* from = sums + kChannel;
      for (std::int64_t row = 0; row < rows.count; ++row) {
        store(to, f(load<V>(from) + bias, at));
        from += kOutputs;
        to += Block;
        at += Block;
      }
    });
  }

  void apply(const OutputRows<Block>& rows, const Epilogue& epilogue) const {
    for (std::int64_t block = 0; block < kOutputs / Block; ++block) {
      float* to = rows.to.from(block).first;
      const std::int64_t floats = rows.count * Block;
      if (const auto* activation = std::get_if<graph::Activate>(&epilogue)) {
        activate_row(*activation, to, floats);
        continue;
      }
      const float* added = addend(rows, epilogue) + block * pixels_ * Block;
      for (std::int64_t i = 0; i < floats; ++i) to[i] += added[i];
    }
  }

  const PointwiseLayer& layer_;
  std::int64_t pixels_;
  std::span<const float* const> added_;
  const float* weights_;
  const float* bias_;
};

/// An odd tile's neighbour of zeros, which no quarter has stored.
template <int Block>
void clear_last_row(PixelTile tile, std::int64_t channels, float* to) {
  for (std::int64_t block = 0; block < channels / Block; ++block) {
    std::fill_n(to + (block * tile.padded() + tile.count) * Block, Block, 0.0F);
  }
}

template <Instructions I>
void run_tile(const Pointwise& pointwise,
              const PointwiseData& data,
              PixelTile tile,
              const PointwiseScratch& sizes,
              float* scratch) {
  constexpr ProductTile kTile = product_tile(I);
  constexpr int kBlock = block_of(I);
  float* in = scratch;
  float* out = in + sizes.tile;
  float* const own = out + sizes.tile;
  gather<kTile.lanes, kBlock>(pointwise, data, tile, in);
  const std::size_t layers = pointwise.layers.size();
  for (std::size_t i = 0; i < layers; ++i) {
    const Layer<kTile.lanes, kBlock, kTile.vectors> layer(pointwise, data, i);
    const bool last = i + 1 == layers;
    const Blocks<float> to =
        last ? Blocks<float>{data.to + tile.first * kBlock, pointwise.pixels * kBlock}
             : Blocks<float>{out, tile.padded() * kBlock};
    layer.template run<kTile.rows>(tile, in, to, own);
    if (!last && tile.count < tile.padded()) {
      clear_last_row<kBlock>(tile, pointwise.layers[i].outputs, out);
    }
    std::swap(in, out);
  }
}

}  // namespace

}  // namespace autochrome::kernels
