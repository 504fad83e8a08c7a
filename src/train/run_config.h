// What a run is: as its config.json says it, all that would have to be the same to repeat it, and
// in short.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "train/batches.h"
#include "train/execution.h"
#include "train/ranks.h"
#include "train/trainer.h"

namespace autochrome::train {

/// Network, options, data with hashes, the model that the weights start from, if any, and what
/// "auto" and 0 came to on this machine.
[[nodiscard]] Json config_of(const TrainJob& job,
                             const Datasets& data,
                             int ranks,
                             const Execution& execution);

/// What of a config must be the same in a resumed run and in all ranks of one: all but its length,
/// its threads and its device.
[[nodiscard]] Json lasting(Json config);

/// Throws InputError naming the first of the lasting things that differ; `path` is where `old` was
/// read.
void check_same(const Json& old, const Json& now, const std::filesystem::path& path);

/// Ranks that were told different things would add up what has nothing in common: throws InputError
/// at all of them, naming the first whose lasting config is not rank 0's.
void check_agreement(const Json& config, const Ranks& ranks);

/// What to know at a glance, for the head of the report: how large, how far it sees, on how much
/// data.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> summary_of(const TrainJob& job,
                                                                          const Datasets& data);

}  // namespace autochrome::train
