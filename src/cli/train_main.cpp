// autochrome-train: a program of its own, because libtorch takes half a second to start and the
// machines that train need not have libvips. `autochrome train` runs it.
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"
#include "base/options.h"
#include "base/version.h"
#include "cli/bind.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/launch_ranks.h"
#include "nets/registry.h"
#include "train/trainer.h"

namespace autochrome::cli {
namespace {

std::string command_line(int argc, char** argv) {
  std::string text = "autochrome train";
  for (int i = 1; i < argc; ++i) text += fmt::format(" {}", argv[i]);
  return text;
}

/// "width=24" as a field of the network's config, read as JSON where it is some.
void set_field(const std::string& assignment, Json& config) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos) {
    throw InputError(fmt::format("'--net {}' wants the form NAME=VALUE", assignment));
  }
  const std::string value = assignment.substr(equals + 1);
  const Json parsed = parse_json(value);
  config[assignment.substr(0, equals)] = parsed.is_discarded() ? Json(value) : parsed;
}

std::string known_networks() {
  std::string names;
  for (const auto entries : {nets::registry(), nets::classifiers()}) {
    for (const nets::Entry& entry : entries) {
      names += fmt::format("{}{}", names.empty() ? "" : ", ", entry.name);
    }
  }
  return names;
}

ExitCode run(int argc, char** argv) {
  train::TrainJob job;
  job.version = kVersion;
  job.command = command_line(argc, argv);
  std::vector<std::string> fields;
  int ranks = 1;
  CLI::App app("Train a colorization network on a prepared set of pictures", "autochrome train");
  app.add_option("NETWORK", job.net, fmt::format("Which network: {}", known_networks()))
      ->required();
  app.add_option("--data", job.data,
                 "Prepared file (autochrome dataset prepare); several may follow")
      ->required();
  app.add_option("--out", job.run, "Folder of the run")->required();
  app.add_flag("--resume", job.resume, "Go on with the run in that folder");
  app.add_option("--from", job.start_from, "Model whose weights to start from");
  app.add_option("--net", fields, "NAME=VALUE of the network's config; several may follow");
  app.add_option("--ranks", ranks,
                 fmt::format("Processes on this machine that share the work (1 to {}); for several "
                             "machines start this program by torchrun or the like",
                             kMostLocalRanks))
      ->check(CLI::Range(1, kMostLocalRanks))
      ->capture_default_str();
  bind(app, job.convention);
  bind(app, job.options);
  app.footer(
      "Examples:\n"
      "  autochrome train unet --data flowers.data --out runs/unet\n"
      "  autochrome train unet --data flowers.data --out runs/unet --resume --epochs 60\n"
      "  autochrome train pix2pix --data flowers.data --out runs/pix2pix --patch 70\n");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::Done : ExitCode::Usage;
  }
  validate(job.options);  // once, and not by every rank
  validate(job.convention);
  if (ranks > 1) return launch_ranks(ranks, {argv + 1, argv + argc});
  job.place = train::Place::from_environment();
  for (const std::string& field : fields) set_field(field, job.net_config);
  const train::Outcome outcome = train::train(job, interrupt_flag());
  if (outcome == train::Outcome::Finished) return ExitCode::Done;
  return ExitCode::Interrupted;
}

}  // namespace
}  // namespace autochrome::cli

int main(int argc, char** argv) {
  return autochrome::cli::guarded([&] { return autochrome::cli::run(argc, argv); });
}
