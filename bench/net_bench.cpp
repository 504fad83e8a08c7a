// Whole networks on the CPU engine. "flops" counts a multiply-add as two, and convolutions alone.
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bench/eccv16.h"
#include "bench/random_model.h"
#include "bench/unet_s.h"
#include "infer/session.h"
#include "nets/registry.h"

namespace autochrome::bench {
namespace {

Tensor results_for(const graph::Graph& graph, const Shape& input) {
  return Tensor(graph.infer_shapes({{input}})[graph.outputs()[0].value]);
}

/// Arguments: side of the picture, batch, threads.
void run(benchmark::State& state, const graph::Graph& graph) {
  const Shape shape{state.range(1), 1, state.range(0), state.range(0)};
  infer::Session session(random_model("", graph), {.threads = static_cast<int>(state.range(2))});
  const Tensor in = random_pictures(shape);
  Tensor out = results_for(graph, shape);
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  for (auto _ : state) session.run({&from, 1}, {&to, 1});
  const double flop =
      graph::kFlopPerMultiplyAdd * static_cast<double>(graph.multiply_adds({&shape, 1}));
  state.counters["flops"] = benchmark::Counter(flop, benchmark::Counter::kIsIterationInvariantRate,
                                               benchmark::Counter::kIs1000);
  state.counters["MiB"] = static_cast<double>(session.memory_bytes()) / (1 << 20);
}

/// A new session's first run: folding, packing and making the primitives included.
void run_cold(benchmark::State& state, const graph::Graph& graph) {
  const auto model = random_model("", graph);
  const Tensor in = random_pictures({1, 1, state.range(0), state.range(0)});
  Tensor out = results_for(graph, in.shape());
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  for (auto _ : state) {
    infer::Session session(model, {.threads = 2});
    session.run({&from, 1}, {&to, 1});
  }
}

/// Where the time of a run goes, as the benchmark's label.
void profile(benchmark::State& state, const graph::Graph& graph) {
  infer::Session session(random_model("", graph), {.threads = static_cast<int>(state.range(1))});
  const Tensor in = random_pictures({1, 1, state.range(0), state.range(0)});
  Tensor out = results_for(graph, in.shape());
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

graph::Graph graph_of(const std::string& net) {
  if (net == "unet_s") return unet_s();
  return net == "eccv16" ? eccv16() : nets::build(net, Json::object());
}

/// Every benchmark for one network, at a side that it is used at.
void register_net(const std::string& net, std::int64_t side) {
  const auto add = [&net](std::string_view suffix, auto f) {
    return benchmark::RegisterBenchmark(
               fmt::format("{}{}", net, suffix).c_str(),
               [net, f](benchmark::State& state) { f(state, graph_of(net)); })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  };
  add("", run)->ArgNames({"side", "batch", "threads"})->ArgsProduct({{side}, {1, 8}, {1, 2}});
  add("_cold", run_cold)->ArgNames({"side"})->Args({side});
  add("_steps", profile)->ArgNames({"side", "threads"})->ArgsProduct({{side}, {1, 2}});
}

}  // namespace
}  // namespace autochrome::bench

int main(int argc, char** argv) {
  using autochrome::bench::register_net;
  register_net("unet_s", 128);
  register_net("eccv16", 256);
  for (const auto& entry : autochrome::nets::registry()) {
    register_net(std::string(entry.name), entry.name == "pix2pix" ? 256 : 128);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
