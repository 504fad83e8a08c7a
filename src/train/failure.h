// libtorch's errors in the program's words.
#pragma once

#include <exception>
#include <string>

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::train {

/// Their messages carry a stack trace after the first line.
[[nodiscard]] inline std::string first_line(const std::exception& failure) {
  const std::string text = failure.what();
  return text.substr(0, text.find('\n'));
}

/// Runs `f`. Throws MemoryError where libtorch finds no memory, Error for its other failures.
template <class F>
auto in_own_words(F&& f) {
  try {
    return f();
  } catch (const c10::OutOfMemoryError& failure) {
    throw MemoryError(fmt::format("{}; smaller batches (--batch) need less", first_line(failure)));
  } catch (const c10::Error& failure) {
    throw Error(fmt::format("libtorch failed: {}", first_line(failure)));
  }
}

}  // namespace autochrome::train
