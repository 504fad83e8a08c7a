#include "base/options.h"

#include <algorithm>
#include <cmath>

namespace autochrome {

namespace {

std::string range_text(const Limits& limits) {
  const bool has_min = std::isfinite(limits.min);
  const bool has_max = std::isfinite(limits.max);
  if (has_min && has_max) return fmt::format("{} to {}", limits.min, limits.max);
  if (has_min) return fmt::format("at least {}", limits.min);
  if (has_max) return fmt::format("at most {}", limits.max);
  return {};
}

}  // namespace

const Word* Limits::word_of(double number) const noexcept {
  const auto found = std::ranges::find(words, number, &Word::number);
  return found == words.end() ? nullptr : &*found;
}

const Word* Limits::word_of(std::string_view text) const noexcept {
  const auto found = std::ranges::find(words, text, &Word::text);
  return found == words.end() ? nullptr : &*found;
}

std::string to_text(const Limits& limits) {
  if (!limits.choices.empty()) return fmt::format("{}", fmt::join(limits.choices, ", "));
  std::string text = range_text(limits);
  for (const Word& word : limits.words) text += " or " + word.text;
  return text;
}

std::string complaint(std::string_view name, double value, const Limits& limits) {
  // Written so that NaN, which compares false with everything, is refused as well.
  if ((value >= limits.min && value <= limits.max) || limits.word_of(value) != nullptr) return {};
  return fmt::format("option '{}' is {}; wanted {}", name, value, to_text(limits));
}

std::string complaint(std::string_view name, const std::string& value, const Limits& limits) {
  const auto& choices = limits.choices;
  if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return {};
  }
  return fmt::format("option '{}' is '{}'; wanted one of {}", name, value, to_text(limits));
}

}  // namespace autochrome
