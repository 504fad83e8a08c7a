#include "server/worker.h"

#include <fstream>
#include <optional>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "image/library.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

/// Bytes of data and stacks that the process has mapped so far (proc(5), statm, field 6).
std::int64_t data_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t pages = 0;
  for (int field = 0; field < 6; ++field) statm >> pages;
  return pages * ::sysconf(_SC_PAGESIZE);
}

void bound_memory(std::int64_t bytes) {
  const auto most = static_cast<rlim_t>(data_bytes() + bytes);
  const rlimit limit{most, most};
  ::setrlimit(RLIMIT_DATA, &limit);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
}

/// The kernel ends a task that computes without end, even where nothing in the process still runs
/// as it should.
void bound_time(int seconds, int threads) {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto spent = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
  const rlimit limit{spent + static_cast<rlim_t>(seconds) * static_cast<rlim_t>(threads) + 1,
                     RLIM_INFINITY};
  ::setrlimit(RLIMIT_CPU, &limit);
}

Json answer_to(const Json& request, Workbench& bench, Channel& server) {
  try {
    const Json done = bench.perform(task_of(request), [&server](double share) {
      if (!server.send({{"progress", share}})) ::_exit(0);
    });
    return {{"done", done}};
  } catch (const Problem& problem) {
    return {{"problem", problem.to_json()}, {"spent", bench.spent()}};
  } catch (const std::exception& error) {
    return {{"problem", Problem(kInternal, error.what()).to_json()}};
  }
}

}  // namespace

void live_as_worker(Channel& server, const Models& models, const WorkerOptions& options) {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const image::Library library({.threads = options.bench.threads});
  bound_memory(options.memory_bytes);
  Workbench bench(models, options.bench);
  if (!options.warm.empty()) bench.warm_up(options.warm);
  while (const std::optional<Json> request = server.receive()) {
    bound_time(options.seconds, options.bench.threads + 1);
    if (!server.send(answer_to(*request, bench, server))) return;
  }
}

}  // namespace autochrome::server
