// Ctrl-C and a polite kill as a flag that long jobs look at between two pieces of work.
#pragma once

#include <atomic>

namespace autochrome::cli {

/// Turns true at the first SIGINT or SIGTERM; a second one ends the program at once. Signal
/// handlers need something global: this is it.
[[nodiscard]] const std::atomic<bool>& interrupt_flag();

}  // namespace autochrome::cli
