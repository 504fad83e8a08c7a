#include <filesystem>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/describe_model.h"
#include "cli/model_store.h"

namespace autochrome::cli {

namespace {

ExitCode list(bool json) {
  Json all = Json::array();
  for (const auto& path : shipped_models()) {
    const ModelSummary summary = summarize(path);
    if (json) {
      all.push_back(json_of(summary));
    } else {
      fmt::print("{}\n", to_text(summary));
    }
  }
  if (json) fmt::print("{}\n", all.dump(2));
  return ExitCode::Done;
}

}  // namespace

void add_models(CLI::App& app, Action& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("models", "List the shipped models");
  command->add_flag("--json", *json, "As JSON");
  command->callback([json, &chosen] { chosen = [json] { return list(*json); }; });
}

}  // namespace autochrome::cli
