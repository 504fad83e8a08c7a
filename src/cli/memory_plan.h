// How many pictures, threads and tiles go into a given amount of memory.
#pragma once

#include <cstddef>
#include <cstdint>

#include "colorize/colorizer.h"

namespace autochrome::cli {

struct MemoryPlan {
  int jobs = 1;     ///< pictures at once
  int threads = 1;  ///< in all
  std::size_t tile_bytes = 0;
};

/// `wanted` brought down to what fits in `bytes`, first its jobs and then its threads; tiles get
/// what is left. Estimates are high: what one picture takes besides the network is bounded for
/// formats that are read and written row by row (docs/cli.md says which are not). Throws InputError
/// where not even one picture on one thread fits, saying what would.
[[nodiscard]] MemoryPlan plan_memory(std::int64_t bytes,
                                     const model::TrainedModel& model,
                                     const colorize::PaintOptions& options,
                                     const MemoryPlan& wanted);

}  // namespace autochrome::cli
