// Tests of permissions, which root does not feel.
#pragma once

#include <unistd.h>

namespace autochrome::testing {

/// Where the tests run as root, this process is nobody for as long as the object lives.
class Unprivileged {
 public:
  Unprivileged() {
    if (::geteuid() == kRoot) changed_ = ::seteuid(kNobody) == 0;
  }

  ~Unprivileged() {
    if (changed_) changed_ = ::seteuid(kRoot) != 0;
  }

  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  static constexpr uid_t kRoot = 0;
  static constexpr uid_t kNobody = 65534;
  bool changed_ = false;
};

}  // namespace autochrome::testing
