// Ctrl-C and a polite kill as a flag that long jobs look at between two pieces of work.
#pragma once

#include <atomic>

#include "base/error.h"

namespace autochrome::cli {

/// Thrown, through whatever library is at work, where the flag was seen.
class Interrupted : public Error {
 public:
  Interrupted() : Error("interrupted") {}
};

/// Turns true at the first SIGINT or SIGTERM; a second one ends the program at once. Signal
/// handlers need something global: this is it.
[[nodiscard]] const std::atomic<bool>& interrupt_flag();

}  // namespace autochrome::cli
