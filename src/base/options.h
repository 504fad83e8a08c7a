// Options described once. An options struct has defaults, a comment per field, and a static
//
//   template <class Self, class Visitor>
//   static void describe(Self& self, Visitor&& visit) {
//     visit("strength", self.strength, "Scale of the added chroma", Limits{.min = 0, .max = 1.5});
//   }
//
// from which the command line, its help, JSON and the tables in docs/ are made. Field types are
// bool, int, std::int64_t, float, double, std::string and std::filesystem::path.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/json.h"

namespace autochrome {

/// A number that goes by a name wherever people write or read it.
struct Word {
  std::string text;
  double number = 0;
};

/// The values a field accepts. Text fields use `choices`; numbers use `min` and `max`, inclusive,
/// and may have `words` for numbers beyond those.
struct Limits {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};
  std::vector<Word> words = {};

  /// The word for this number, or null.
  [[nodiscard]] const Word* word_of(double number) const noexcept;
  /// The word that is written so, or null.
  [[nodiscard]] const Word* word_of(std::string_view text) const noexcept;
};

/// "0 to 1.5", "0 to 9 or all", "rgb, ab", or empty when anything goes.
[[nodiscard]] std::string to_text(const Limits& limits);

/// A complaint about one value, or empty when it lies within the limits.
[[nodiscard]] std::string complaint(std::string_view name, double value, const Limits& limits);
[[nodiscard]] std::string complaint(std::string_view name,
                                    const std::string& value,
                                    const Limits& limits);

/// The double that prints like the number: 0.6, and not 0.6000000238418579, next to the float 0.6.
template <class T>
[[nodiscard]] double as_written(T value) {
  if constexpr (std::is_same_v<T, float>) return std::stod(fmt::format("{}", value));
  return static_cast<double>(value);
}

/// Every complaint about the struct's values, one a line; empty when all is well.
template <class Options>
[[nodiscard]] std::string complaints(const Options& options) {
  std::string all;
  Options::describe(options, [&all](std::string_view name, const auto& value, std::string_view,
                                    const Limits& limits = {}) {
    using T = std::decay_t<decltype(value)>;
    std::string one;
    if constexpr (std::is_same_v<T, std::string>) {
      one = complaint(name, value, limits);
    } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      one = complaint(name, as_written(value), limits);
    }
    if (!one.empty()) all += (all.empty() ? "" : "\n") + one;
  });
  return all;
}

/// Throws InputError with every complaint at once.
template <class Options>
void validate(const Options& options) {
  if (const std::string text = complaints(options); !text.empty()) throw InputError(text);
}

/// One field's value as JSON: paths as text, numbers that have a word as that word.
template <class T>
[[nodiscard]] Json json_of_value(const T& value, const Limits& limits) {
  if constexpr (std::is_same_v<T, std::filesystem::path>) {
    return value.string();
  } else if constexpr (std::is_same_v<T, float>) {
    return as_written(value);
  } else if constexpr (std::is_same_v<T, int>) {
    const Word* const word = limits.word_of(static_cast<double>(value));
    return word != nullptr ? Json(word->text) : Json(value);
  } else {
    return value;
  }
}

/// The struct as JSON, one key a field.
template <class Options>
[[nodiscard]] Json to_json(const Options& options) {
  Json json = Json::object();
  Options::describe(options, [&json](std::string_view name, const auto& value, std::string_view,
                                     const Limits& limits = {}) {
    json[std::string(name)] = json_of_value(value, limits);
  });
  return json;
}

/// Whether `json` is an integer that a T can hold.
template <class T>
[[nodiscard]] bool holds(const Json& json) {
  if (json.is_number_unsigned()) return std::in_range<T>(json.get<std::uint64_t>());
  return json.is_number_integer() && std::in_range<T>(json.get<std::int64_t>());
}

/// The inverse of json_of_value. False, and nothing set, for another type and for a number that is
/// no integer, or too large a one, where the field holds integers.
template <class T>
[[nodiscard]] bool set_value(const Json& json, T& value, const Limits& limits) {
  if constexpr (std::is_same_v<T, bool>) {
    if (!json.is_boolean()) return false;
    value = json.get<bool>();
  } else if constexpr (std::is_integral_v<T>) {
    const Word* const word =
        json.is_string() ? limits.word_of(json.get_ref<const std::string&>()) : nullptr;
    if (word == nullptr && !holds<T>(json)) return false;
    value = word != nullptr ? static_cast<T>(word->number) : json.get<T>();
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!json.is_number()) return false;
    value = json.get<T>();
  } else {
    if (!json.is_string()) return false;
    value = json.get<std::string>();
  }
  return true;
}

/// Sets the fields that `json` names; unknown keys and values that a field cannot hold throw
/// InputError.
template <class Options>
void from_json(const Json& json, Options& options) {
  std::vector<std::string> known;
  Options::describe(options, [&](std::string_view name, auto& value, std::string_view,
                                 const Limits& limits = {}) {
    known.emplace_back(name);
    const auto found = json.find(std::string(name));
    if (found == json.end()) return;
    if (!set_value(*found, value, limits)) {
      throw InputError(fmt::format("option '{}' cannot be {}", name, found->dump()));
    }
  });
  for (const auto& item : json.items()) {
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      throw InputError(
          fmt::format("unknown option '{}'; known are {}", item.key(), fmt::join(known, ", ")));
    }
  }
}

}  // namespace autochrome
