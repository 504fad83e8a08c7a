// Options out of a request: a query's texts and a body's JSON become the fields of an options
// struct, each complaint told.
#pragma once

#include <charconv>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_text.h"
#include "base/options.h"
#include "server/problem.h"

namespace autochrome::server {

/// Reads fields out of JSON and collects what is wrong with them.
class OptionReader {
 public:
  /// `values` is an object; a null counts as not given.
  explicit OptionReader(const Json& values) : values_(values) {}

  /// Sets the fields that are named, within their limits. Words are not among those: a number in a
  /// request is a number.
  template <class Options>
  void read(Options& options) {
    Options::describe(options, [this](std::string_view name, auto& value, std::string_view,
                                      const Limits& limits = {}) {
      const auto found = values_.find(std::string(name));
      known_.emplace_back(name);
      if (found != values_.end() && !found->is_null())
        set(name, *found, value, without_words(limits));
    });
  }

  /// Throws Problem 400 with every complaint, unknown names among them.
  void finish() {
    for (const auto& item : values_.items()) {
      if (std::ranges::find(known_, item.key()) == known_.end()) {
        errors_.push_back(
            fmt::format("unknown option '{}'; known are {}", item.key(), fmt::join(known_, ", ")));
      }
    }
    if (errors_.empty()) return;
    throw Problem(kBadRequest, fmt::format("{}", fmt::join(errors_, "\n")), errors_);
  }

 private:
  static Limits without_words(Limits limits) {
    limits.words.clear();
    return limits;
  }

  template <class T>
  void set(std::string_view name, const Json& json, T& value, const Limits& limits) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (!json.is_string()) return complain_of_type(name, json, "a text");
      std::string text = json.get<std::string>();
      if (accept(complaint(name, text, limits))) value = std::move(text);
    } else {
      const bool fits = std::is_integral_v<T> ? json.is_number_integer() : json.is_number();
      if (!fits)
        return complain_of_type(name, json, std::is_integral_v<T> ? "an integer" : "a number");
      const auto number = json.get<double>();
      if (accept(complaint(name, number, limits))) value = static_cast<T>(number);
    }
  }

  void complain_of_type(std::string_view name, const Json& json, std::string_view wanted) {
    errors_.push_back(fmt::format("option '{}' is {}; wanted {}", name, json_text(json), wanted));
  }

  bool accept(const std::string& fault) {
    if (!fault.empty()) errors_.push_back(fault);
    return fault.empty();
  }

  const Json& values_;
  std::vector<std::string> known_;
  std::vector<std::string> errors_;
};

/// A query's text as JSON: a number where it is one, a text otherwise.
[[nodiscard]] inline Json value_of_text(const std::string& text) {
  Json json = parse_json(text);
  return json.is_number() ? json : Json(text);
}

}  // namespace autochrome::server
