// What is made of a constant object and wanted by several: made once, shared, and gone when the
// last who holds it lets go.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <typeindex>
#include <utility>

namespace autochrome {

/// A copy begins with nothing, and so does what is assigned to: it belongs to another object.
class Derived {
 public:
  Derived() = default;

  Derived(const Derived&) noexcept {}

  Derived& operator=(const Derived&) {
    forget();
    return *this;
  }

  /// The T of this key that somebody holds, or what `make` returns, a shared_ptr<T>. Threads that
  /// ask meanwhile wait.
  template <class T, class Make>
  [[nodiscard]] std::shared_ptr<T> get(const std::string& key, Make&& make) {
    const std::lock_guard lock(mutex_);
    std::weak_ptr<void>& held = held_[{typeid(T), key}];
    if (std::shared_ptr<void> found = held.lock()) return std::static_pointer_cast<T>(found);
    std::shared_ptr<T> made = std::forward<Make>(make)();
    held = made;
    return made;
  }

  void forget() {
    const std::lock_guard lock(mutex_);
    held_.clear();
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::type_index, std::string>, std::weak_ptr<void>> held_;
};

}  // namespace autochrome
