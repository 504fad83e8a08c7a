// Exceptions must not pass through libvips' C frames: a callback keeps the first one here and
// reports failure, and whoever called libvips throws it on.
#pragma once

#include <exception>
#include <mutex>

namespace autochrome::image {

/// Any thread may keep; only the first exception is kept.
class CallbackFailure {
 public:
  /// Keeps the exception being handled.
  void keep() noexcept;
  void rethrow_if_any();

  /// Runs the work of a callback; false when it threw.
  template <class Work>
  [[nodiscard]] bool guard(Work&& work) noexcept {
    try {
      work();
      return true;
    } catch (...) {
      keep();
      return false;
    }
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
};

}  // namespace autochrome::image
