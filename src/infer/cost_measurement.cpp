#include "infer/cost_measurement.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "infer/convolution.h"
#include "kernels/page_allocator.h"
#include "kernels/parallel.h"
#include "kernels/winograd_convolution.h"
#include "kernels/winograd_cost.h"

namespace autochrome::infer {

namespace {

using kernels::PackedFloats;

constexpr int kTries = 12;
constexpr auto kTiling = kernels::Tiling::F4x3;
// Weights are taken in turn from sets that together exceed any cache, where they are to be read
// from memory as in a network: 128 MB.
constexpr std::size_t kBeyondCaches = std::size_t{1} << 25;

/// A 3×3 convolution to as many channels, of a square.
struct Layer {
  int channels = 1;
  std::int64_t side = 1;
  bool from_memory = false;  ///< its weights

  [[nodiscard]] graph::Conv2d conv() const { return {.in = channels, .out = channels}; }

  [[nodiscard]] Shape shape() const { return {1, channels, side, side}; }

  [[nodiscard]] double weights() const { return 9.0 * channels * channels; }

  [[nodiscard]] double multiply_adds() const {
    return weights() * static_cast<double>(side * side);
  }
};

/// Seconds of the fastest run of f(0), f(1), …
template <class F>
double fastest(F&& f) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kTries; ++i) {
    const auto start = std::chrono::steady_clock::now();
    f(i);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count());
  }
  return best;
}

double direct_seconds(const Layer& layer) {
  const OneDnn dnnl;
  const Shape shape = layer.shape();
  const Convolution chosen = choose_convolution(dnnl, layer.conv(), shape, shape, {});
  const dnnl::convolution_forward convolve(chosen.desc);
  const auto memory_of = [&](const dnnl::memory::desc& desc, std::vector<PackedFloats>& all) {
    all.emplace_back(desc.get_size() / sizeof(float) + 1);
    return dnnl::memory(desc, dnnl.engine, all.back().data());
  };
  std::vector<PackedFloats> values;
  values.reserve(5);
  const std::unordered_map<int, dnnl::memory> arguments = {
      {DNNL_ARG_SRC, memory_of(chosen.desc.src_desc(), values)},
      {DNNL_ARG_WEIGHTS, memory_of(chosen.desc.weights_desc(), values)},
      {DNNL_ARG_BIAS, memory_of(chosen.desc.bias_desc(), values)},
      {DNNL_ARG_DST, memory_of(chosen.desc.dst_desc(), values)},
      {DNNL_ARG_SCRATCHPAD, memory_of(chosen.desc.scratchpad_desc(), values)}};
  return fastest([&](int) {
    dnnl::stream stream = dnnl.stream;
    convolve.execute(stream, arguments);
    stream.wait();
  });
}

struct WinogradTiming {
  double seconds = 0;
  double weights = 0;      ///< transformed ones
  double products = 0;     ///< multiply-adds
  double transformed = 0;  ///< points of tiles and channels, to and from
};

WinogradTiming time_winograd(const Layer& layer) {
  const graph::Conv2d conv = layer.conv();
  const Shape shape = layer.shape();
  const kernels::Source source{shape};
  kernels::Winograd winograd = winograd_for(conv, {&source, 1}, shape, kTiling, instructions());
  schedule(winograd, 1);
  const kernels::Layout layout = native_layout();
  const PackedFloats from(layout.floats(shape));
  PackedFloats to(layout.floats(shape));
  const PackedFloats bias(static_cast<std::size_t>(layout.padded(layer.channels)));
  PackedFloats scratch(scratch_floats(winograd, 1));
  const std::vector<float> plain(static_cast<std::size_t>(layer.weights()));
  std::vector<PackedFloats> sets = {pack_weights(winograd, conv, {&source, 1}, plain)};
  if (layer.from_memory) sets.resize(kBeyondCaches / sets[0].size() + 1, sets[0]);
  const float* const read = from.data();
  const double seconds = fastest([&](int i) {
    const PackedFloats& weights = sets[static_cast<std::size_t>(i) % sets.size()];
    convolve(winograd, {{&read, 1}, to.data(), weights.data(), bias.data(), {}, scratch.data()});
  });
  const double points = size_of(kTiling).products();
  const auto tiles = static_cast<double>(winograd.tiles());
  const double channels = layer.channels;
  return {.seconds = seconds,
          .weights = points * channels * channels,
          .products = points * channels * channels * tiles,
          .transformed = points * 2 * channels * tiles};
}

/// As much of a constant as its bounds allow.
void hold_within_bounds(kernels::Costs& costs) {
  kernels::Costs::describe(
      costs, [](std::string_view, double& value, std::string_view, const Limits& limits) {
        value = std::clamp(value, limits.min, limits.max);
      });
}

}  // namespace

kernels::Costs measure_costs() {
  const kernels::ThreadScope scope(1);
  kernels::Costs costs;
  const Layer wide{128, 64};
  const double unit = direct_seconds(wide) / wide.multiply_adds();

  // Few channels: mostly transforms. Many: mostly products. Two equations, each solved with the
  // other's last result; the weights' part is small in both.
  const WinogradTiming narrow = time_winograd({16, 128});
  const WinogradTiming many = time_winograd({128, 64});
  for (int i = 0; i < 8; ++i) {
    costs.transform = (narrow.seconds / unit - costs.product * narrow.products -
                       costs.near_weight * narrow.weights) /
                      narrow.transformed;
    costs.product = (many.seconds / unit - costs.transform * many.transformed -
                     costs.far_weight * many.weights) /
                    many.products;
    hold_within_bounds(costs);
  }

  // Four tiles: mostly weights.
  const auto weight_cost = [&](const Layer& layer) {
    const WinogradTiming few = time_winograd(layer);
    return (few.seconds / unit - costs.product * few.products - costs.transform * few.transformed) /
           few.weights;
  };
  costs.near_weight = weight_cost({64, 8});
  costs.far_weight = weight_cost({256, 8, true});
  costs.farthest_weight = weight_cost({512, 8, true});
  hold_within_bounds(costs);
  return costs;
}

}  // namespace autochrome::infer
