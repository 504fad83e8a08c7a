// Divisions of whole numbers that round up, for sizes that must hold all of something.
#pragma once

#include <concepts>

namespace autochrome {

/// How many parts of `size` cover `length`; both positive.
template <std::integral Integer>
[[nodiscard]] constexpr Integer divided_up(Integer length, Integer size) noexcept {
  return (length + size - 1) / size;
}

/// The least multiple of `multiple` that is not below `length`.
template <std::integral Integer>
[[nodiscard]] constexpr Integer rounded_up(Integer length, Integer multiple) noexcept {
  return divided_up(length, multiple) * multiple;
}

}  // namespace autochrome
