#include <filesystem>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/json_text.h"
#include "cli/commands.h"
#include "cli/describe_model.h"
#include "cli/model_store.h"
#include "graph/figures.h"
#include "nets/registry.h"

namespace autochrome::cli {

namespace {

Json network_json(const nets::Entry& entry) {
  const graph::Figures figures = graph::figures_of(nets::build(entry.name, Json::object()));
  return {{"name", entry.name},
          {"summary", entry.summary},
          {"config", entry.defaults()},
          {"parameters", figures.parameters},
          {"gflop", figures.gflop},
          {"receptive_field", figures.receptive_field},
          {"spatial_multiple", figures.spatial_multiple}};
}

void print_json() {
  Json models = Json::array();
  Json networks = Json::array();
  for (const auto& path : shipped_models()) models.push_back(json_of(summarize(path)));
  for (const auto entries : {nets::registry(), nets::classifiers()}) {
    for (const nets::Entry& entry : entries) networks.push_back(network_json(entry));
  }
  fmt::print("{}\n", json_text({{"models", models}, {"networks", networks}}, 2));
}

void print_networks() {
  fmt::print("\nNetworks that can be trained, at their defaults\n");
  fmt::print("  {:<17} {:>11} {:>16} {:>12}\n", "", "parameters",
             fmt::format("GFLOP at {0}×{0}", graph::kStudySide), "sees pixels");
  for (const auto entries : {nets::registry(), nets::classifiers()}) {
    for (const nets::Entry& entry : entries) {
      const graph::Figures figures = graph::figures_of(nets::build(entry.name, Json::object()));
      fmt::print("  {:<17} {:>10.2f}M {:>16.2f} {:>12}  {}\n", entry.name,
                 1e-6 * static_cast<double>(figures.parameters), figures.gflop,
                 figures.receptive_field == 0 ? "all" : fmt::to_string(figures.receptive_field),
                 entry.summary);
    }
  }
}

ExitCode list(bool json) {
  if (json) {
    print_json();
    return ExitCode::Done;
  }
  for (const auto& path : shipped_models()) fmt::print("{}\n", to_text(summarize(path)));
  print_networks();
  return ExitCode::Done;
}

}  // namespace

void add_models(CLI::App& app, Action& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("models", "List the shipped models and the networks there are");
  command->add_flag("--json", *json, "As JSON");
  command->callback([json, &chosen] { chosen = [json] { return list(*json); }; });
}

}  // namespace autochrome::cli
