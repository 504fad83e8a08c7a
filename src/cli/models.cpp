#include <filesystem>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/json_text.h"
#include "cli/commands.h"
#include "cli/describe_model.h"
#include "cli/graph_figures.h"
#include "cli/model_store.h"
#include "nets/registry.h"

namespace autochrome::cli {

namespace {

Json network_json(const nets::Entry& entry) {
  const GraphFigures figures = figures_of(nets::build(entry.name, Json::object()));
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
  for (const nets::Entry& entry : nets::registry()) networks.push_back(network_json(entry));
  fmt::print("{}\n", json_text({{"models", models}, {"networks", networks}}, 2));
}

void print_networks() {
  fmt::print("\nNetworks that can be trained, at their defaults\n");
  fmt::print("  {:<12} {:>10} {:>16} {:>12}\n", "", "parameters",
             fmt::format("GFLOP at {0}×{0}", kStudySide), "sees pixels");
  for (const nets::Entry& entry : nets::registry()) {
    const GraphFigures figures = figures_of(nets::build(entry.name, Json::object()));
    fmt::print("  {:<12} {:>9.2f}M {:>16.2f} {:>12}  {}\n", entry.name,
               1e-6 * static_cast<double>(figures.parameters), figures.gflop,
               figures.receptive_field, entry.summary);
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
