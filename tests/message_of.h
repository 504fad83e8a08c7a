// What an exception says.
#pragma once

#include <exception>
#include <string>

#include <gtest/gtest.h>

namespace autochrome::testing {

/// The message of the exception that `action` throws, empty if it throws none. One of another type
/// than `Expected` fails the test.
template <class Expected, class Action>
[[nodiscard]] std::string message_of(const Action& action) {
  try {
    static_cast<void>(action());
  } catch (const Expected& error) {
    return error.what();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "an exception of another type: " << error.what();
    return error.what();
  }
  return {};
}

}  // namespace autochrome::testing
