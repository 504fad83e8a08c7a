// Options structs (base/options.h) as command-line flags: name, help, default and range come from
// the struct's own description, so that none is typed twice.
#pragma once

#include <filesystem>
#include <string>
#include <type_traits>

#include <CLI/CLI.hpp>

#include "base/options.h"

namespace autochrome::cli {

/// "--learning-rate" for "learning-rate"; fields of nets' configs have underscores in their names.
[[nodiscard]] inline std::string flag_of(std::string_view name) {
  std::string flag = "--" + std::string(name);
  for (char& c : flag) c = c == '_' ? '-' : c;
  return flag;
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
      app.add_option(flag_of(name), value, text)->capture_default_str();
    }
  });
}

}  // namespace autochrome::cli
