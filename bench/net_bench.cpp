// Whole networks on the CPU engine. "flops" counts a multiply-add as two, and convolutions alone.
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/random.h"
#include "bench/unet_s.h"
#include "infer/session.h"
#include "nets/registry.h"

namespace autochrome {
namespace {

Tensor random_pictures(const Shape& shape) {
  Random random(1);
  Tensor pictures(shape);
  for (float& value : pictures.values()) value = static_cast<float>(random.uniform());
  return pictures;
}

graph::Model with_initial_weights(graph::Graph graph) {
  auto weights = std::make_shared<const Weights>(graph::initial_weights(graph, 1));
  return {"", Json::object(), std::move(graph), std::move(weights)};
}

/// Arguments: side of the picture, batch, threads.
void run(benchmark::State& state, const graph::Graph& graph) {
  const Shape shape{state.range(1), 1, state.range(0), state.range(0)};
  infer::Session session(with_initial_weights(graph),
                         {.threads = static_cast<int>(state.range(2))});
  const Tensor in = random_pictures(shape);
  Tensor out({shape.n, 3, shape.h, shape.w});
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  for (auto _ : state) session.run({&from, 1}, {&to, 1});
  const double flop = 2.0 * static_cast<double>(graph.multiply_adds({&shape, 1}));
  state.counters["flops"] = benchmark::Counter(flop, benchmark::Counter::kIsIterationInvariantRate,
                                               benchmark::Counter::kIs1000);
  state.counters["MiB"] = static_cast<double>(session.memory_bytes()) / (1 << 20);
}

/// A new session's first run: folding, packing and making the primitives included.
void run_cold(benchmark::State& state, const graph::Graph& graph) {
  const auto model = with_initial_weights(graph);
  const Tensor in = random_pictures({1, 1, 128, 128});
  Tensor out({1, 3, 128, 128});
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  for (auto _ : state) {
    infer::Session session(model, {.threads = 2});
    session.run({&from, 1}, {&to, 1});
  }
}

/// Where the time of a run goes, as the benchmark's label.
void profile(benchmark::State& state, const graph::Graph& graph) {
  infer::Session session(with_initial_weights(graph), {.threads = 2});
  const Tensor in = random_pictures({1, 1, 128, 128});
  Tensor out({1, 3, 128, 128});
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  std::vector<infer::StepTime> steps;
  for (auto _ : state) steps = session.profile({&from, 1}, {&to, 1});
  std::string label;
  for (const infer::StepTime& step : steps) {
    label += fmt::format("\n  {:8.3f} ms  {:24} {}", step.milliseconds, step.kernel, step.name);
  }
  state.SetLabel(label);
}

void unet_s(benchmark::State& state) { run(state, bench::unet_s()); }

void study_unet(benchmark::State& state) { run(state, nets::build("unet", Json::object())); }

void unet_s_cold(benchmark::State& state) { run_cold(state, bench::unet_s()); }

void unet_s_steps(benchmark::State& state) { profile(state, bench::unet_s()); }

void study_unet_steps(benchmark::State& state) {
  profile(state, nets::build("unet", Json::object()));
}

BENCHMARK(unet_s)
    ->ArgNames({"side", "batch", "threads"})
    ->ArgsProduct({{128}, {1, 8}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(study_unet)
    ->ArgNames({"side", "batch", "threads"})
    ->ArgsProduct({{128, 512}, {1}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(unet_s_cold)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(unet_s_steps)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(study_unet_steps)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace autochrome

BENCHMARK_MAIN();
