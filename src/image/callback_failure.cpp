#include "image/callback_failure.h"

namespace autochrome::image {

void CallbackFailure::keep() noexcept {
  const std::scoped_lock lock(mutex_);
  if (!first_) first_ = std::current_exception();
}

void CallbackFailure::rethrow_if_any() {
  const std::scoped_lock lock(mutex_);
  if (first_) std::rethrow_exception(first_);
}

}  // namespace autochrome::image
