// Which pictures train, which choose the epoch and which are kept for the final score. The study
// trains on 60 % of the pictures, validates on 20 % and tests on 20 % (section 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace autochrome::dataset {

enum class Split : std::uint8_t { Train, Validation, Test };

/// "train", "validation" or "test".
[[nodiscard]] std::string_view name_of(Split split) noexcept;

/// Where the splits come from: a seeded shuffle, or the lists that the source was published with.
enum class SplitRule : std::uint8_t { Random, Official };

/// "60/20/20" or "official", as the prepared file records it.
[[nodiscard]] std::string_view name_of(SplitRule rule) noexcept;

/// One split a picture, by a seeded shuffle that is the same on every platform. Validation and test
/// get a fifth each, rounded, and train the rest; the first picture trains and the second
/// validates, so that a handful can still be trained on.
[[nodiscard]] std::vector<Split> shuffled_splits(std::size_t count, std::uint64_t seed);

struct SplitCounts {
  std::size_t train = 0;
  std::size_t validation = 0;
  std::size_t test = 0;

  friend bool operator==(const SplitCounts&, const SplitCounts&) = default;
};

[[nodiscard]] SplitCounts count_splits(std::span<const Split> splits) noexcept;

}  // namespace autochrome::dataset
