#include "dataset/split.h"

#include <algorithm>
#include <utility>

#include "base/shuffle.h"

namespace autochrome::dataset {

std::string_view name_of(Split split) noexcept {
  switch (split) {
    case Split::Train:
      return "train";
    case Split::Validation:
      return "validation";
    case Split::Test:
      break;
  }
  return "test";
}

std::string_view name_of(SplitRule rule) noexcept {
  return rule == SplitRule::Official ? "official" : "60/20/20";
}

std::vector<Split> shuffled_splits(std::size_t count, std::uint64_t seed) {
  const std::size_t test = (2 * count + 5) / 10;
  const std::size_t validation = std::max<std::size_t>(test, count > 1 ? 1 : 0);
  std::vector<Split> splits(count, Split::Train);
  std::fill_n(splits.begin(), validation, Split::Validation);
  std::fill_n(splits.rbegin(), test, Split::Test);
  Random random(seed);
  shuffle(splits, random);
  return splits;
}

SplitCounts count_splits(std::span<const Split> splits) noexcept {
  const auto number_of = [&](Split split) {
    return static_cast<std::size_t>(std::count(splits.begin(), splits.end(), split));
  };
  return {number_of(Split::Train), number_of(Split::Validation), number_of(Split::Test)};
}

}  // namespace autochrome::dataset
