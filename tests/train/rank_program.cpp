// Plays one rank of a training for launch_ranks_test: `--ranks N` launches, any other words say
// what a rank does. What ranks print goes to stdout.
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/launch_ranks.h"
#include "train/ranks.h"

namespace autochrome {
namespace {

using cli::ExitCode;

// Far below the real one, so that a rank that hangs is noticed while a test waits.
constexpr train::RankLimits kLimits = {.join = std::chrono::seconds(60),
                                       .silence = std::chrono::seconds(3)};

ExitCode step_until(const train::Ranks& ranks, const std::string& end, int who) {
  // As in a training, a SIGTERM does not keep a rank from saying what happened.
  static_cast<void>(cli::interrupt_flag());
  torch::Tensor value = torch::zeros({10'000});
  for (int step = 0;; ++step) {
    ranks.sum(value);
    if (step < 20 || ranks.rank() != who) continue;
    if (end == "exit") std::_Exit(7);
    if (end == "kill") std::raise(SIGKILL);
    if (end == "stop") std::raise(SIGSTOP);
  }
}

ExitCode wait_for_signal() {
  const std::atomic<bool>& interrupted = cli::interrupt_flag();
  fmt::print("waiting\n");
  std::fflush(stdout);
  while (!interrupted) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return ExitCode::Interrupted;
}

ExitCode print_place(const train::Place& place, const std::vector<std::string>& words) {
  fmt::print("rank {} of {}, local {}, threads {}, words {}\n", place.rank, place.count,
             *place.local_rank, std::getenv("OMP_NUM_THREADS"), words.size());
  return ExitCode::Done;
}

ExitCode run(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == "--ranks") return cli::launch_ranks(std::stoi(words[i + 1]), words);
  }
  const train::Place place = train::Place::from_environment();
  if (words.at(0) == "place") return print_place(place, words);
  if (words.at(0) == "wait") return wait_for_signal();
  const train::Ranks ranks(place, torch::kCPU, kLimits);
  return step_until(ranks, words.at(0), std::stoi(words.at(1)));
}

}  // namespace
}  // namespace autochrome

int main(int argc, char** argv) {
  return autochrome::cli::guarded([&] { return autochrome::run({argv + 1, argv + argc}); });
}
