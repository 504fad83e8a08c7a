// What judging one picture costs on one core, metric by metric: pairs of 128×128 pixels, as the
// study's. tests/metrics/make_golden.py --time prints the same for scikit-image.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "metrics/chroma.h"
#include "metrics/ciede2000.h"
#include "metrics/colorfulness.h"
#include "metrics/failures.h"
#include "metrics/metric.h"
#include "metrics/sample_error.h"
#include "metrics/ssim.h"

namespace autochrome::metrics {
namespace {

constexpr int kSide = 128;

ColorPlanes noise(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::uint8_t> rgb(3 * kSide * kSide);
  for (std::uint8_t& value : rgb) value = static_cast<std::uint8_t>(random.below(256));
  return to_planes({rgb, kSide, kSide}, color::LabReader());
}

/// `metric(result, truth)` over and over.
template <class Function>
void time_of(benchmark::State& state, Function metric) {
  const ColorPlanes result = noise(1);
  const ColorPlanes truth = noise(2);
  for (auto _ : state) benchmark::DoNotOptimize(metric(result, truth));
}

void planes(benchmark::State& state) {
  const std::vector<std::uint8_t> rgb(3 * kSide * kSide, 90);
  const color::LabReader reader;
  for (auto _ : state) benchmark::DoNotOptimize(to_planes({rgb, kSide, kSide}, reader));
}

BENCHMARK(planes);
BENCHMARK_CAPTURE(time_of, all, measure);
BENCHMARK_CAPTURE(time_of, sample_error, sample_error);
BENCHMARK_CAPTURE(time_of, ssim_and_ms_ssim, [](const auto& x, const auto& y) {
  return similarity(x, y);
});
BENCHMARK_CAPTURE(time_of, ciede2000, [](const auto& x, const auto& y) {
  return mean_ciede2000(x, y);
});
BENCHMARK_CAPTURE(time_of, chroma_error, chroma_error);
BENCHMARK_CAPTURE(time_of, chroma_distance, chroma_distance);
BENCHMARK_CAPTURE(time_of, colorfulness, [](const auto& x, const auto&) {
  return colorfulness(x);
});
BENCHMARK_CAPTURE(time_of, inconsistency, inconsistency);
BENCHMARK_CAPTURE(time_of, bleeding, bleeding);
BENCHMARK_CAPTURE(time_of, greenness, greenness);

}  // namespace
}  // namespace autochrome::metrics

BENCHMARK_MAIN();
