#include "cli/commands.h"
#include "cli/sibling.h"

namespace autochrome::cli {

void add_train(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("train", "Train a network on a prepared set of pictures");
  command->prefix_command();
  command->set_help_flag();
  command->callback([command, &chosen] {
    chosen = [arguments = command->remaining()]() -> ExitCode {
      become_sibling("autochrome-train", arguments,
                     "this build has no trainer; build with AUTOCHROME_TRAIN=ON");
    };
  });
}

}  // namespace autochrome::cli
