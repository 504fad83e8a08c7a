// What the libraries throw. The text says what, which, got and wanted, with the path where there is
// one; the caller adds context by catching and rethrowing nested. Programmer mistakes are asserts.
#pragma once

#include <new>
#include <stdexcept>
#include <string>
#include <utility>

namespace autochrome {

class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file or request of the user's is bad: damaged, too large, of an unknown kind.
class InputError : public Error {
 public:
  using Error::Error;
};

/// A model file or the weights in it cannot be used.
class ModelError : public Error {
 public:
  using Error::Error;
};

/// Values of incompatible shapes meet.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// The system refused to read or write: permissions, full disk, missing folder.
class IoError : public Error {
 public:
  using Error::Error;
};

/// There is not the memory for something; the text says for what, and how much of it.
class MemoryError : public std::bad_alloc {
 public:
  explicit MemoryError(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

}  // namespace autochrome
