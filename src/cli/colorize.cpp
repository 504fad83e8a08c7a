#include <memory>

#include "cli/bind.h"
#include "cli/colorize_batch.h"
#include "cli/commands.h"

namespace autochrome::cli {

void add_colorize(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<ColorizeCall>();
  CLI::App* command = app.add_subcommand("colorize", "Bring colour to photographs");
  command->add_option("INPUT", call->batch.inputs, "Pictures or folders, - for standard input")
      ->required();
  command->add_option(
      "-o,--output", call->batch.output,
      "File, folder or - for standard output (default: NAME.color.EXT beside each)");
  command->add_flag("-r,--recursive", call->batch.recursive, "Also look into folders of folders");
  command->add_flag("-f,--force", call->force, "Overwrite what exists");
  command->add_flag("--skip-existing", call->skip_existing, "Pass over results that exist");
  command->add_option("-m,--model", call->model, "Name of a shipped model or a model file")
      ->capture_default_str();
  bind(*command, call->options);
  bind(*command, call->save);
  bind(*command, call->limits);
  bind(*command, call->work);
  command->add_flag("--json", call->json, "One line of JSON a picture on standard output");
  command->footer(
      "Examples:\n"
      "  autochrome colorize grandmother.jpg\n"
      "  autochrome colorize scans/ -o colour/ --recursive --skip-existing\n");
  command->callback([call, &chosen] { chosen = [call] { return colorize_batch(*call); }; });
}

}  // namespace autochrome::cli
