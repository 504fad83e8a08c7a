// How the programs end: one place that turns what was thrown into a message and an exit code.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

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

/// "cannot use 'PATH': REASON" of what the standard library throws where a path cannot even be
/// looked at: one behind a folder that is closed, say, or a link to itself.
[[nodiscard]] std::string message_of(const std::filesystem::filesystem_error& error);

/// Runs `program`; what it throws is printed to stderr as "autochrome: ...", outermost context
/// first, and becomes an exit code. Standard output that could not be written is an IoError too.
[[nodiscard]] int guarded(const std::function<ExitCode()>& program) noexcept;

}  // namespace autochrome::cli
