#include "cli/interrupt.h"

#include <csignal>

namespace autochrome::cli {

namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may not wait");

void note(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

const std::atomic<bool>& interrupt_flag() {
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
  return interrupted;
}

}  // namespace autochrome::cli
