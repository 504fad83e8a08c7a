// How the programs end: one place that turns what was thrown into a message and an exit code.
#pragma once

#include <functional>

namespace autochrome::cli {

enum class ExitCode {
  Done = 0,
  SomeFailed = 1,
  Usage = 2,
  BadInput = 3,
  BadModel = 4,
  Internal = 5,
  Interrupted = 130
};

/// Runs `program`; what it throws is printed to stderr as "autochrome: ...", outermost context
/// first, and becomes an exit code.
[[nodiscard]] int guarded(const std::function<ExitCode()>& program) noexcept;

}  // namespace autochrome::cli
