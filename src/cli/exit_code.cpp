#include "cli/exit_code.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "base/error.h"
#include "cli/interrupt.h"

namespace autochrome::cli {

namespace {

/// The error's text and, where it was rethrown nested, what caused it.
std::string full_text(const std::exception& error) {
  std::string text = error.what();
  try {
    std::rethrow_if_nested(error);
  } catch (const std::exception& cause) {
    text += ": " + full_text(cause);
  }
  return text;
}

ExitCode report(ExitCode code, const std::string& text) {
  fmt::print(stderr, "autochrome: {}\n", text);
  return code;
}

constexpr const char* kOutputLost = "cannot write to standard output";

/// Output waits in a buffer: only here it turns out that a disk was full.
void flush_output() {
  const bool flushed = std::fflush(stdout) == 0;
  const int code = errno;
  if (!flushed) throw IoError(fmt::format("{}: {}", kOutputLost, std::strerror(code)));
  if (std::ferror(stdout) != 0) throw IoError(kOutputLost);
}

ExitCode run(const std::function<ExitCode()>& program) {
  try {
    const ExitCode code = program();
    flush_output();
    return code;
  } catch (const Interrupted& error) {
    return report(ExitCode::Interrupted, error.what());
  } catch (const ModelError& error) {
    return report(ExitCode::BadModel, full_text(error));
  } catch (const Error& error) {
    return report(ExitCode::BadInput, full_text(error));
  } catch (const std::filesystem::filesystem_error& error) {
    return report(ExitCode::BadInput, message_of(error));
  } catch (const std::system_error& error) {
    // What fmt throws does not tell which stream it was.
    if (std::ferror(stdout) == 0) return report(ExitCode::Internal, full_text(error));
    return report(ExitCode::BadInput, fmt::format("{}: {}", kOutputLost, error.code().message()));
  } catch (const MemoryError& error) {
    return report(ExitCode::Internal, full_text(error));
  } catch (const std::bad_alloc&) {
    return report(ExitCode::Internal, "out of memory");
  } catch (const std::exception& error) {
    return report(ExitCode::Internal, full_text(error));
  }
}

}  // namespace

std::string message_of(const std::filesystem::filesystem_error& error) {
  return fmt::format("cannot use '{}': {}", error.path1().string(), error.code().message());
}

int guarded(const std::function<ExitCode()>& program) noexcept {
  return static_cast<int>(run(program));
}

}  // namespace autochrome::cli
