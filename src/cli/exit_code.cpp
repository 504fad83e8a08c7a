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

ExitCode report(ExitCode code, const std::string& text) {
  fmt::print(stderr, "autochrome: {}\n", text);
  return code;
}

ExitCode run(const std::function<ExitCode()>& program) {
  try {
    return program();
  } catch (const ModelError& error) {
    return report(ExitCode::BadModel, full_text(error));
  } catch (const Error& error) {
    return report(ExitCode::BadInput, full_text(error));
  } catch (const std::filesystem::filesystem_error& error) {
    return report(ExitCode::BadInput, message_of(error));
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
