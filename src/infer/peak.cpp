#include "infer/peak.h"

#include <algorithm>

#include "base/stopwatch.h"
#include "infer/onednn.h"
#include "kernels/parallel.h"
#include "kernels/peak_loops.h"

namespace autochrome::infer {

namespace {

constexpr int kTries = 8;
constexpr std::int64_t kProducts = 2000;  // of some hundred multiply-adds a lane each

kernels::PeakLoop loop_for([[maybe_unused]] kernels::Instructions instructions) {
#ifdef AUTOCHROME_X86_KERNELS
  switch (instructions) {
    case kernels::Instructions::Avx512:
      return kernels::avx512_peak_loop();
    case kernels::Instructions::Avx2:
      return kernels::avx2_peak_loop();
    case kernels::Instructions::Portable:
      break;
  }
#endif
  return kernels::portable_peak_loop();
}

}  // namespace

double multiply_adds_per_second(int threads) {
  const kernels::ThreadScope scope(threads);
  const kernels::PeakLoop loop = loop_for(instructions());
  double best = 0;
  for (int i = 0; i < kTries; ++i) {
    const Stopwatch watch;
    kernels::parallel_for(threads, [&](std::int64_t) { loop.run(kProducts); });
    const double seconds = watch.seconds();
    const auto done = static_cast<double>(loop.multiply_adds * kProducts * threads);
    best = std::max(best, done / seconds);
  }
  return best;
}

}  // namespace autochrome::infer
