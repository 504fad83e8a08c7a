// Our side of memory.mjs: how much memory a process takes that loads a network and runs it.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "bench/peers/networks.h"
#include "infer/session.h"
#include "onnx/writer.h"

namespace autochrome::bench {
namespace {

constexpr int kRuns = 3;

/// "VmRSS" or "VmHWM" of /proc/self/status, in KiB.
long status_of(std::string_view name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return std::atol(line.c_str() + name.size() + 1);
  }
  throw IoError(fmt::format("/proc/self/status has no line '{}'", name));
}

void forget_peak() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  if (!file) throw IoError("cannot write /proc/self/clear_refs");
}

void measure(std::string_view net, const Shape& from_shape, const Shape& to_shape, int threads) {
  const Tensor in(from_shape);
  Tensor out(to_shape);
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  const long before = status_of("VmRSS");
  forget_peak();
  const graph::Model model = model_of(net);
  infer::Session session(model, {.threads = threads});
  for (int i = 0; i < kRuns; ++i) session.run({&from, 1}, {&to, 1});
  std::cout << fmt::format(R"({{"before_kib": {}, "peak_kib": {}, "session_kib": {}}})", before,
                           status_of("VmHWM"), session.memory_bytes() / 1024)
            << std::endl;
}

void write_onnx(std::string_view net, std::int64_t side, const std::string& target) {
  const graph::Model model = model_of(net);
  const auto shapes = model.graph.infer_shapes(model.graph.input_shapes(side));
  onnx::write(model, target);
  const Shape& to = shapes[model.graph.outputs()[0].value];
  std::cout << fmt::format(R"({{"channels": {}, "side": {}}})", to.c, to.h) << std::endl;
}

}  // namespace
}  // namespace autochrome::bench

int main(int argc, char** argv) {
  const auto number = [&](int i) { return std::atoi(argv[i]); };
  try {
    if (argc == 5 && std::string_view(argv[1]) == "write") {
      autochrome::bench::write_onnx(argv[2], number(3), argv[4]);
    } else if (argc == 7 && std::string_view(argv[1]) == "measure") {
      autochrome::bench::measure(argv[2], {1, 1, number(3), number(3)},
                                 {1, number(4), number(5), number(5)}, number(6));
    } else {
      std::cerr << "usage: peer_memory write NET SIDE FILE.onnx\n"
                   "       peer_memory measure NET SIDE CHANNELS OUTPUT_SIDE THREADS\n";
      return 2;
    }
  } catch (const std::exception& error) {
    std::cerr << "peer_memory: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
