#include "cli/memory_plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/division.h"
#include "base/error.h"

namespace autochrome::cli {

namespace {

constexpr std::int64_t kMebi = std::int64_t{1} << 20;
/// The program, the libraries of all formats and what they keep.
constexpr std::int64_t kProgram = 72 * kMebi;
/// Of one picture: its lightness and colours at 1280x1280, a decoder and an encoder.
constexpr std::int64_t kPicture = 44 * kMebi;
/// At full size there are neither, and rows are counted with the tiles.
constexpr std::int64_t kFullPicture = 16 * kMebi;
/// Rows in the making, of a picture 20,000 pixels wide.
constexpr std::int64_t kThread = 4 * kMebi;
constexpr std::int64_t kForThreads = 48 * kMebi;
/// Weights are packed for several kinds of kernel, whose transformed ones are four times larger.
constexpr std::int64_t kPackedCopies = 5;
/// Of the network's input, as the largest of our networks takes (DenseNet, 768).
constexpr std::int64_t kNetworkBytesPerPixel = 800;

struct Needs {
  std::int64_t shared = 0;
  std::int64_t job = 0;
};

Needs needs_of(const model::TrainedModel& model, const colorize::PaintOptions& options) {
  const std::int64_t weights = 4 * model.network.graph.parameter_count();
  const bool full = options.size == colorize::kFullSize;
  const std::int64_t side = options.size == 0 ? model.convention.size : options.size;
  // At full size what the network works on is counted with the tiles.
  const std::int64_t working = full ? 0 : kNetworkBytesPerPixel * side * side;
  return {kProgram + weights, (full ? kFullPicture : kPicture) + kPackedCopies * weights + working};
}

}  // namespace

MemoryPlan plan_memory(std::int64_t bytes,
                       const model::TrainedModel& model,
                       const colorize::PaintOptions& options,
                       const MemoryPlan& wanted) {
  const Needs needs = needs_of(model, options);
  const std::int64_t least = needs.shared + needs.job + kThread;
  if (bytes < least) {
    throw InputError(
        fmt::format("option 'memory' is {} MiB; the model '{}' needs {} for one picture on one "
                    "thread",
                    bytes / kMebi, model.network.net, divided_up(least, kMebi)));
  }
  const std::int64_t each = needs.job + kThread;
  const auto jobs = static_cast<int>(std::min<std::int64_t>(
      wanted.jobs, std::max<std::int64_t>(1, (bytes - needs.shared) / each)));
  const std::int64_t left = bytes - needs.shared - jobs * needs.job;
  // Whatever their number, since tiles, and with them the last bits of a result, may not depend on
  // threads.
  const std::int64_t for_threads =
      std::max(kThread, std::min(left / 4, std::max(kForThreads, left / 8)));
  return {.jobs = jobs,
          .threads = static_cast<int>(std::clamp<std::int64_t>(for_threads / kThread, jobs,
                                                               std::max(jobs, wanted.threads))),
          .tile_bytes = static_cast<std::size_t>((left - for_threads) / jobs)};
}

}  // namespace autochrome::cli
