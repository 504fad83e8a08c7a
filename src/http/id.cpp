#include "http/id.h"

#include <random>

#include <fmt/format.h>

namespace autochrome::http {

std::string new_id() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

bool is_id(std::string_view text) noexcept {
  return text.size() == kIdLength &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string new_token() { return new_id() + new_id(); }

}  // namespace autochrome::http
