// `--ranks N`: the processes of one training on this machine, started and ended together.
#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"

namespace autochrome::cli {

inline constexpr int kMostLocalRanks = 64;

/// Runs `ranks` processes of this program, each told its place by the variables that launchers set
/// (train/place.h), its share of the cores by OMP_NUM_THREADS where that is not set, and
/// `arguments` without `--ranks`. SIGINT and SIGTERM are passed on. When one fails, the others are
/// ended within seconds; none is left behind, however this process ends. Returns the first failing
/// exit code (128 + signal for a killed process), Interrupted when all that failed were
/// interrupted, Done when all finished. Blocks those signals and SIGCHLD meanwhile. Throws
/// InputError when there are too many or a launcher has already given this process a rank, IoError
/// when a process cannot be started.
[[nodiscard]] ExitCode launch_ranks(int ranks, std::vector<std::string> arguments);

}  // namespace autochrome::cli
