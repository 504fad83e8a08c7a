#include "base/byte_count.h"

#include <cctype>
#include <charconv>
#include <string>

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome {

std::int64_t bytes_of(std::string_view option, std::string_view text) {
  constexpr std::string_view kUnits = "kmgt";
  constexpr std::int64_t kMost = std::int64_t{1} << 62;
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::size_t place =
      unit.size() == 1 ? kUnits.find(static_cast<char>(std::tolower(unit[0]))) : 0;
  const std::size_t shift = unit.empty() ? 0 : 10 * (place + 1);
  if (failure == std::errc() && place != std::string_view::npos && unit.size() <= 1 && number > 0 &&
      number <= kMost >> shift) {
    return number << shift;
  }
  throw InputError(
      fmt::format("option '{}' is '{}'; wanted bytes such as 512M or 2G", option, text));
}

}  // namespace autochrome
