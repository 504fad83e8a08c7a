#include "cli/exit_code.h"

#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include <fmt/format.h>

#include "base/error.h"

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

ExitCode report(ExitCode code, const std::exception& error) {
  fmt::print(stderr, "autochrome: {}\n", full_text(error));
  return code;
}

ExitCode run(const std::function<ExitCode()>& program) {
  try {
    return program();
  } catch (const ModelError& error) {
    return report(ExitCode::BadModel, error);
  } catch (const Error& error) {
    return report(ExitCode::BadInput, error);
  } catch (const MemoryError& error) {
    return report(ExitCode::Internal, error);
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "autochrome: out of memory\n");
    return ExitCode::Internal;
  } catch (const std::exception& error) {
    return report(ExitCode::Internal, error);
  }
}

}  // namespace

int guarded(const std::function<ExitCode()>& program) noexcept {
  return static_cast<int>(run(program));
}

}  // namespace autochrome::cli
