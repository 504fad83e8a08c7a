// The subcommands of `autochrome`, one file each. Each adds its flags to the app and, when it is
// the one called, says what to do.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"

namespace autochrome::cli {

using Action = std::function<ExitCode()>;

void add_colorize(CLI::App& app, Action& chosen);
void add_info(CLI::App& app, Action& chosen);
void add_models(CLI::App& app, Action& chosen);
void add_dataset(CLI::App& app, Action& chosen);
void add_train(CLI::App& app, Action& chosen);
void add_evaluate(CLI::App& app, Action& chosen);
void add_compare(CLI::App& app, Action& chosen);
void add_study(CLI::App& app, Action& chosen);
void add_bench(CLI::App& app, Action& chosen);
void add_export(CLI::App& app, Action& chosen);
void add_serve(CLI::App& app, Action& chosen);
void add_demo(CLI::App& app, Action& chosen);

}  // namespace autochrome::cli
