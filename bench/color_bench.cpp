// What every pixel of the full picture costs in colour arithmetic. The counter "per_pixel" is time
// for one pixel on one core; colours are a fixed pseudo-random field, in or out of gamut as named.
#include <cmath>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "color/carry.h"
#include "color/row_kernels.h"

namespace autochrome::color {
namespace {

constexpr int kWidth = 4096;

struct Row {
  std::vector<float> lightness = std::vector<float>(kWidth);
  std::vector<float> a = std::vector<float>(kWidth);
  std::vector<float> b = std::vector<float>(kWidth);
};

/// `percent` of the pixels get a chroma that no display shows, the rest one that all do.
Row row_with_lost(std::int64_t percent) {
  Row row;
  for (std::size_t i = 0; i < row.a.size(); ++i) {
    const auto angle = static_cast<float>(i * 37 % 628) / 100.0F;
    const bool lost = static_cast<std::int64_t>(i * 61 % 100) < percent;
    const float chroma = lost ? 140.0F : 12.0F;
    row.lightness[i] = 30.0F + static_cast<float>(i * 13 % 40);
    row.a[i] = chroma * std::cos(angle);
    row.b[i] = chroma * std::sin(angle);
  }
  return row;
}

void count_pixels(benchmark::State& state) {
  state.counters["per_pixel"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kWidth,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <class Sample>
void merge(benchmark::State& state) {
  const Row row = row_with_lost(state.range(0));
  const auto stride = static_cast<std::ptrdiff_t>(state.range(1));
  const auto isa = static_cast<Isa>(state.range(2));
  std::vector<Sample> rgb(static_cast<std::size_t>(kWidth * stride));
  for (auto _ : state) {
    merge_row(row.lightness.data(), row.a.data(), row.b.data(), kWidth, rgb.data(), stride, isa);
    benchmark::ClobberMemory();
  }
  count_pixels(state);
}

template <class Sample>
void read_gray(benchmark::State& state) {
  const LightnessReader<Sample> reader;
  std::vector<Sample> gray(kWidth);
  for (std::size_t i = 0; i < gray.size(); ++i) gray[i] = static_cast<Sample>(i * 7919);
  std::vector<float> lightness(kWidth);
  for (auto _ : state) {
    reader.from_gray(gray.data(), kWidth, 1, lightness.data());
    benchmark::ClobberMemory();
  }
  count_pixels(state);
}

template <class Sample>
void read_rgb(benchmark::State& state) {
  const LightnessReader<Sample> reader;
  std::vector<Sample> rgb(3 * kWidth);
  for (std::size_t i = 0; i < rgb.size(); ++i) rgb[i] = static_cast<Sample>(i * 7919);
  std::vector<float> lightness(kWidth);
  for (auto _ : state) {
    reader.from_rgb(rgb.data(), kWidth, 3, lightness.data());
    benchmark::ClobberMemory();
  }
  count_pixels(state);
}

/// A grid of nodes `state.range(0)` times coarser than the pixels.
void blend(benchmark::State& state) {
  const Row row = row_with_lost(0);
  const auto nodes = static_cast<int>(kWidth / state.range(0));
  const NodePlanes planes = {row.lightness.data(), row.a.data(), row.b.data()};
  const BlendRow place = {.above = planes,
                          .below = planes,
                          .below_weight = 0.3F,
                          .nodes_per_pixel = static_cast<float>(nodes) / kWidth,
                          .last_node = static_cast<float>(nodes - kNodePadding)};
  const auto isa = static_cast<Isa>(state.range(1));
  Row out = row;
  for (auto _ : state) {
    blend_row(place, 0, kWidth, row.lightness.data(), out.a.data(), out.b.data(), isa);
    benchmark::ClobberMemory();
  }
  count_pixels(state);
}

/// Samples `state.range(0)` times coarser than the pixels.
void carry(benchmark::State& state) {
  constexpr std::ptrdiff_t kStride = kWidth + 1 + kNodePadding;
  const std::vector<float> samples(kModelPlanes * kStride, 40);
  std::vector<std::int32_t> left(kWidth);
  for (int x = 0; x < kWidth; ++x) {
    left[static_cast<std::size_t>(x)] = x / static_cast<int>(state.range(0));
  }
  const std::vector<float> right_weight(kWidth, 0.3F);
  const CarryRow place = {.above = samples.data() + 1,
                          .below = samples.data() + 1,
                          .stride = kStride,
                          .below_weight = 0.3F,
                          .left = left.data(),
                          .right_weight = right_weight.data(),
                          .close = state.range(0) > 1};
  const auto isa = static_cast<Isa>(state.range(1));
  Row out = row_with_lost(0);
  for (auto _ : state) {
    carry_row(place, kWidth, out.lightness.data(), out.a.data(), out.b.data(), isa);
    benchmark::ClobberMemory();
  }
  count_pixels(state);
}

constexpr std::int64_t kBest = static_cast<int>(Isa::Best);
constexpr std::int64_t kAvx2 = static_cast<int>(Isa::Avx2);
constexpr std::int64_t kPortable = static_cast<int>(Isa::Portable);

BENCHMARK(merge<std::uint8_t>)
    ->ArgNames({"lost_percent", "stride", "isa"})
    ->ArgsProduct({{0, 20, 100}, {3}, {kBest, kAvx2, kPortable}})
    ->Args({0, 4, kBest});
BENCHMARK(merge<std::uint16_t>)
    ->ArgNames({"lost_percent", "stride", "isa"})
    ->ArgsProduct({{0}, {3}, {kBest, kAvx2, kPortable}});
BENCHMARK(blend)->ArgNames({"enlarge", "isa"})->ArgsProduct({{1, 4}, {kBest, kAvx2, kPortable}});
BENCHMARK(carry)->ArgNames({"enlarge", "isa"})->ArgsProduct({{1, 7}, {kBest, kAvx2, kPortable}});
BENCHMARK(read_gray<std::uint8_t>);
BENCHMARK(read_gray<std::uint16_t>);
BENCHMARK(read_rgb<std::uint8_t>);
BENCHMARK(read_rgb<std::uint16_t>);

}  // namespace
}  // namespace autochrome::color

BENCHMARK_MAIN();
