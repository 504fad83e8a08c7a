#include <filesystem>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/model_store.h"
#include "onnx/writer.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;

struct ExportCall {
  std::string model;
  fs::path target;
  bool force = false;
};

ExitCode export_model(const ExportCall& call) {
  const fs::path source = find_model(call.model);
  fs::path target = call.target;
  if (target.empty()) target = source.stem().string() + ".onnx";
  if (!call.force && fs::exists(target)) {
    throw InputError(fmt::format("'{}' exists already; --force overwrites it", target.string()));
  }
  onnx::write(model::load_any(source).network, target);
  fmt::print(stderr, "{} → {}\n", source.string(), target.string());
  return ExitCode::Done;
}

}  // namespace

void add_export(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<ExportCall>();
  CLI::App* command = app.add_subcommand("export", "Write a model as an ONNX file");
  command->add_option("MODEL", call->model, "Name of a shipped model or a model file")->required();
  command->add_option("-o,--output", call->target, "The file (default: NAME.onnx)");
  command->add_flag("-f,--force", call->force, "Overwrite what exists");
  command->footer(
      "Inputs and outputs are named as the network's; N, H and W are left open, H and W being\n"
      "multiples of what 'autochrome info MODEL' says.\n\n"
      "Example:\n"
      "  autochrome export unet -o unet.onnx\n");
  command->callback([call, &chosen] { chosen = [call] { return export_model(*call); }; });
}

}  // namespace autochrome::cli
