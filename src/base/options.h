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
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"

namespace autochrome {

/// The values a field accepts. Text fields use `choices`; numbers use `min` and `max`, inclusive.
struct Limits {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};
};

/// "0 to 1.5", "rgb, ab", or empty when anything goes.
[[nodiscard]] std::string to_text(const Limits& limits);

/// A complaint about one value, or empty when it lies within the limits.
[[nodiscard]] std::string complaint(std::string_view name, double value, const Limits& limits);
[[nodiscard]] std::string complaint(std::string_view name,
                                    const std::string& value,
                                    const Limits& limits);

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
      one = complaint(name, static_cast<double>(value), limits);
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

/// The struct as JSON, one key a field, paths as text.
template <class Options>
[[nodiscard]] Json to_json(const Options& options) {
  Json json = Json::object();
  Options::describe(options, [&json](std::string_view name, const auto& value, std::string_view,
                                     const Limits& = {}) {
    using T = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<T, std::filesystem::path>) {
      json[std::string(name)] = value.string();
    } else if constexpr (std::is_same_v<T, float>) {
      // As it was written, 0.001, and not as the double next to it, 0.0010000000474974513.
      json[std::string(name)] = std::stod(fmt::format("{}", value));
    } else {
      json[std::string(name)] = value;
    }
  });
  return json;
}

/// Sets the fields that `json` names; unknown keys and wrong types throw InputError.
template <class Options>
void from_json(const Json& json, Options& options) {
  std::vector<std::string> known;
  Options::describe(
      options, [&](std::string_view name, auto& value, std::string_view, const Limits& = {}) {
        known.emplace_back(name);
        const auto found = json.find(std::string(name));
        if (found == json.end()) return;
        try {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::filesystem::path>) {
            value = found->template get<std::string>();
          } else {
            found->get_to(value);
          }
        } catch (const Json::exception&) {
          throw InputError(fmt::format("option '{}' has the wrong type: {}", name, found->dump()));
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
