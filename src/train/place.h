// Where this process stands among the processes of one training, as launchers say it: torchrun,
// Kubernetes' training operators, and Slurm scripts that export the same variables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace autochrome::train {

struct Place {
  int rank = 0;                   ///< in [0, count)
  int count = 1;                  ///< processes in all
  std::optional<int> local_rank;  ///< among those of this machine
  /// Of this machine, where a launcher says so; those that do hide no graphics cards from ranks.
  std::optional<int> local_count;
  std::string address;     ///< of the machine of rank 0
  std::uint16_t port = 0;  ///< on which the ranks find each other there
  /// The attempt's number where torchrun's agent listens on the port in place of rank 0.
  std::optional<std::string> agent_attempt;

  /// From RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, LOCAL_RANK and LOCAL_WORLD_SIZE if set;
  /// one process alone where none of the four is. Throws InputError for a half-set or impossible
  /// place.
  [[nodiscard]] static Place from_environment();
};

}  // namespace autochrome::train
