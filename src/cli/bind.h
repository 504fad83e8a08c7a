// Options structs (base/options.h) as command-line flags: name, help, default and range come from
// the struct's own description, so that none is typed twice.
#pragma once

#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/options.h"

namespace autochrome::cli {

/// "--learning-rate" for "learning-rate"; fields of nets' configs have underscores in their names.
[[nodiscard]] inline std::string flag_of(std::string_view name) {
  std::string flag = "--" + std::string(name);
  for (char& c : flag) c = c == '_' ? '-' : c;
  return flag;
}

/// Words become the numbers that they stand for; all else is left to the parser.
[[nodiscard]] inline auto numbers_for(std::vector<Word> words) {
  return [words = std::move(words)](std::string text) {
    for (const Word& word : words) {
      if (text == word.text) return fmt::format("{:.0f}", word.number);
    }
    return text;
  };
}

/// Adds a flag for every field. Ranges stand in the help; `validate` holds them.
template <class Options>
void bind(CLI::App& app, Options& options) {
  Options::describe(options, [&app](std::string_view name, auto& value, std::string_view help,
                                    const Limits& limits = {}) {
    const std::string range = to_text(limits);
    const std::string text =
        range.empty() ? std::string(help) : fmt::format("{} ({})", help, range);
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, bool>) {
      app.add_flag(flag_of(name), value, text);
    } else {
      CLI::Option* const option = app.add_option(flag_of(name), value, text)->capture_default_str();
      if (!limits.words.empty()) option->transform(numbers_for(limits.words), "");
    }
  });
}

}  // namespace autochrome::cli
