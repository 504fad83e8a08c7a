#include "cli/network_timing.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/cores.h"
#include "base/division.h"
#include "base/quantile.h"
#include "base/random.h"
#include "base/stopwatch.h"
#include "infer/peak.h"

namespace autochrome::cli {

namespace {

Tensor noise(const Shape& shape) {
  Random random(1);
  Tensor pictures(shape);
  for (float& value : pictures.values()) value = static_cast<float>(random.uniform());
  return pictures;
}

template <class F>
double milliseconds_of(F&& f) {
  const Stopwatch watch;
  f();
  return 1e3 * watch.seconds();
}

Shape input_shape(const graph::Graph& graph, const TimingOptions& options) {
  const auto& input = std::get<graph::Input>(graph.nodes()[graph.inputs().at(0)].op);
  const int side = rounded_up(options.size, graph.spatial_multiple());
  return {options.batch, input.channels, side, side};
}

/// "52 %"; above 100 % where fewer multiplications were made than are counted.
std::string share(double gflops, double peak) {
  return fmt::format("{:.0f} %", 100 * gflops / peak);
}

double gflops_of(const infer::StepTime& layer) {
  return 1e-6 * graph::kFlopPerMultiplyAdd * static_cast<double>(layer.multiply_adds) /
         layer.milliseconds;
}

Json json_of(const infer::StepTime& layer) {
  return {{"name", layer.name},
          {"kernel", layer.kernel},
          {"ms", layer.milliseconds},
          {"gflops", gflops_of(layer)}};
}

}  // namespace

NetworkTiming time_network(const graph::Model& model, const TimingOptions& options) {
  validate(options);
  NetworkTiming timing{.input = input_shape(model.graph, options), .layers = {}};
  const Tensor in = noise(timing.input);
  std::vector<Tensor> results;
  for (const graph::Output& output : model.graph.outputs()) {
    results.emplace_back(model.graph.infer_shapes({{timing.input}})[output.value]);
  }
  const ConstTensorView from = in.view();
  std::vector<TensorView> to;
  for (Tensor& result : results) to.push_back(result.view());

  infer::Session session(model, {.threads = options.threads});
  const auto run = [&] { session.run({&from, 1}, to); };
  timing.first_ms = milliseconds_of(run);
  std::vector<double> times;
  for (int i = 0; i < options.runs; ++i) times.push_back(milliseconds_of(run));
  std::ranges::sort(times);
  timing.low_ms = quantile(times, 0.1);
  timing.median_ms = quantile(times, 0.5);
  timing.high_ms = quantile(times, 0.9);
  timing.layers = session.profile({&from, 1}, to);
  constexpr double kGflop = 1e-9 * graph::kFlopPerMultiplyAdd;
  timing.gflop = kGflop * static_cast<double>(model.graph.multiply_adds({{timing.input}}));
  timing.peak_gflops = kGflop * infer::multiply_adds_per_second(threads_or_cores(options.threads));
  timing.mebibytes = static_cast<double>(session.memory_bytes()) / (1 << 20);
  return timing;
}

Json json_of(const NetworkTiming& timing, bool layers) {
  Json json = {{"input", {timing.input.n, timing.input.c, timing.input.h, timing.input.w}},
               {"first_ms", timing.first_ms},
               {"low_ms", timing.low_ms},
               {"median_ms", timing.median_ms},
               {"high_ms", timing.high_ms},
               {"gflop", timing.gflop},
               {"gflops", timing.gflops()},
               {"peak_gflops", timing.peak_gflops},
               {"memory_mib", timing.mebibytes}};
  for (const infer::StepTime& layer : timing.layers) {
    if (layers) json["layers"].push_back(json_of(layer));
  }
  return json;
}

std::string to_text(const NetworkTiming& timing, bool layers) {
  std::string text = fmt::format(
      "  input        {}\n"
      "  time         {:.2f} ms (10 to 90 %: {:.2f} to {:.2f}), the first time {:.0f} ms\n"
      "  speed        {:.1f} GFLOP/s, {} of {:.1f}: {:.2f} GFLOP a run, done directly\n"
      "  memory       {:.1f} MiB\n",
      to_text(timing.input), timing.median_ms, timing.low_ms, timing.high_ms, timing.first_ms,
      timing.gflops(), share(timing.gflops(), timing.peak_gflops), timing.peak_gflops, timing.gflop,
      timing.mebibytes);
  for (const infer::StepTime& layer : timing.layers) {
    if (!layers) break;
    text += fmt::format("  {:9.3f} ms  {:24} {:32}", layer.milliseconds, layer.kernel, layer.name);
    if (layer.multiply_adds > 0) {
      text += fmt::format(" {:8.1f} GFLOP/s {:>6}", gflops_of(layer),
                          share(gflops_of(layer), timing.peak_gflops));
    }
    text += "\n";
  }
  return text;
}

}  // namespace autochrome::cli
