// autochrome-app: reads the command line, then hands over to one command.
#include <fmt/format.h>

#include "base/version.h"
#include "cli/commands.h"
#include "cli/machine_costs.h"

namespace autochrome::cli {
namespace {

ExitCode run(int argc, char** argv) {
  Action chosen;
  CLI::App app("Autochrome brings colour to black-and-white photographs", "autochrome");
  app.set_version_flag("--version", fmt::format("autochrome {}", kVersion));
  app.require_subcommand(1);
  add_colorize(app, chosen);
  add_info(app, chosen);
  add_models(app, chosen);
  add_dataset(app, chosen);
  add_train(app, chosen);
  add_evaluate(app, chosen);
  add_compare(app, chosen);
  add_study(app, chosen);
  add_bench(app, chosen);
  add_export(app, chosen);
  add_serve(app, chosen);
  add_demo(app, chosen);
  app.footer(
      "'autochrome COMMAND --help' tells more.\n"
      "Exit codes: 0 done, 1 some inputs failed, 2 usage, 3 bad input, 4 bad model, 5 internal.\n");
  if (argc < 2) {
    fmt::print(stderr, "{}", app.help());
    return ExitCode::Usage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 would only say that a command is missing.
    if (app.get_subcommands().empty() && argv[1][0] != '-') {
      fmt::print(stderr, "autochrome: there is no command '{}'; 'autochrome --help' lists them\n",
                 argv[1]);
      return ExitCode::Usage;
    }
    return app.exit(error) == 0 ? ExitCode::Done : ExitCode::Usage;
  }
  use_machine_costs();
  return chosen();
}

}  // namespace
}  // namespace autochrome::cli

int main(int argc, char** argv) {
  return autochrome::cli::guarded([&] { return autochrome::cli::run(argc, argv); });
}
