#include "infer/peak.h"

#include <algorithm>
#include <chrono>

#include "infer/kernels/peak_loops.h"
#include "infer/onednn.h"
#include "infer/parallel.h"

namespace autochrome::infer {

namespace {

constexpr int kTries = 8;
constexpr std::int64_t kProducts = 2000;  // of some hundred multiply-adds a lane each

PeakLoop loop_for([[maybe_unused]] Instructions instructions) {
#ifdef AUTOCHROME_X86_KERNELS
  switch (instructions) {
    case Instructions::Avx512:
      return avx512_peak_loop();
    case Instructions::Avx2:
      return avx2_peak_loop();
    case Instructions::Portable:
      break;
  }
#endif
  return portable_peak_loop();
}

}  // namespace

double multiply_adds_per_second(int threads) {
  const ThreadScope scope(threads);
  const PeakLoop loop = loop_for(instructions());
  double best = 0;
  for (int i = 0; i < kTries; ++i) {
    const auto start = std::chrono::steady_clock::now();
    parallel_for(threads, [&](std::int64_t) { loop.run(kProducts); });
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    const auto done = static_cast<double>(loop.multiply_adds * kProducts * threads);
    best = std::max(best, done / time.count());
  }
  return best;
}

}  // namespace autochrome::infer
