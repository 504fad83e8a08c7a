// The life of a worker: a process with bounds on what it may take, doing one task after the other
// until the server hangs up.
#pragma once

#include <cstdint>
#include <string>

#include "server/channel.h"
#include "server/workbench.h"

namespace autochrome::server {

struct WorkerOptions {
  WorkbenchOptions bench;
  std::int64_t memory_bytes = 0;  ///< beyond what it is born with
  int seconds = 0;                ///< of processor time a task, for each of its threads
  std::string warm;               ///< model to make ready at once
};

/// Answers every task with {"progress": …} any number of times, then {"done": …} or {"problem": …}.
void live_as_worker(Channel& server, const Models& models, const WorkerOptions& options);

}  // namespace autochrome::server
