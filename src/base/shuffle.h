// Random orders that are the same on every platform, unlike those of std::shuffle.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/random.h"

namespace autochrome {

/// Fisher and Yates.
template <class T>
void shuffle(std::vector<T>& items, Random& random) noexcept {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

}  // namespace autochrome
