// Our side of compare.mjs: writes a network as ONNX, a batch of pictures and our results for them
// into a folder, then runs as often as it is told on standard input and prints the times.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/file.h"
#include "bench/peers/networks.h"
#include "infer/session.h"
#include "onnx/writer.h"

namespace autochrome::bench {
namespace {

void write_floats(const std::filesystem::path& path, std::span<const float> values) {
  write_file(path, {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

/// The milliseconds of each of `count` runs.
std::vector<double> time_runs(infer::Session& session,
                              const ConstTensorView& from,
                              const TensorView& to,
                              int count) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    const auto start = std::chrono::steady_clock::now();
    session.run({&from, 1}, {&to, 1});
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    times.push_back(time.count());
  }
  return times;
}

void serve(const std::filesystem::path& folder,
           std::string_view net,
           const Shape& shape,
           int threads) {
  const graph::Model model = model_of(net);
  infer::Session session(model, {.threads = threads});
  const Tensor in = random_pictures(shape);
  Tensor out(model.graph.infer_shapes({{shape}})[model.graph.outputs()[0].value]);
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  onnx::write(model, folder / "model.onnx");
  write_floats(folder / "input.f32", in.values());
  write_floats(folder / "output.f32", out.values());
  const double flop =
      graph::kFlopPerMultiplyAdd * static_cast<double>(model.graph.multiply_adds({&shape, 1}));
  std::cout << fmt::format(R"({{"gflop": {}}})", flop * 1e-9) << std::endl;
  for (int count = 0; std::cin >> count;) {
    std::cout << fmt::format("[{}]", fmt::join(time_runs(session, from, to, count), ","))
              << std::endl;
  }
}

}  // namespace
}  // namespace autochrome::bench

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: peer_engine FOLDER NET SIDE BATCH THREADS\n";
    return 2;
  }
  try {
    const auto number = [&](int i) { return std::atoi(argv[i]); };
    autochrome::bench::serve(argv[1], argv[2], {number(4), 1, number(3), number(3)}, number(5));
  } catch (const std::exception& error) {
    std::cerr << "peer_engine: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
