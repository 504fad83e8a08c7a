#include <filesystem>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"
#include "base/progress_line.h"
#include "cli/bind.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "image/library.h"
#include "prepare/inspect.h"
#include "prepare/pack.h"

namespace autochrome::cli {

namespace {

constexpr std::size_t kNamesShown = 10;

struct DatasetCall {
  std::filesystem::path source;
  bool json = false;
  bool force = false;
  std::filesystem::path target;
  prepare::PackOptions pack;
};

/// The names go to people in full only where they are few.
void print_names(std::string_view title, const std::vector<std::string>& names) {
  if (names.empty()) return;
  fmt::print("{}: {}\n", title, names.size());
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) {
    fmt::print("  {}\n", names[i]);
  }
  if (names.size() > kNamesShown) fmt::print("  … and {} more\n", names.size() - kNamesShown);
}

std::vector<std::string> reasons_of(const std::vector<prepare::Broken>& broken) {
  std::vector<std::string> lines;
  for (const prepare::Broken& one : broken) {
    lines.push_back(fmt::format("{}: {}", one.name, one.reason));
  }
  return lines;
}

std::string split_text(const dataset::SplitCounts& counts) {
  return fmt::format("{} training, {} validation, {} test", counts.train, counts.validation,
                     counts.test);
}

void print(const prepare::Findings& findings) {
  fmt::print("layout: {}\npictures: {}\n", prepare::name_of(findings.kind), findings.pictures);
  if (!findings.classes.empty()) {
    fmt::print("classes: {}\n", findings.classes.size());
    for (const auto& one : findings.classes) fmt::print("  {}: {}\n", one.name, one.pictures);
  }
  if (findings.unlabelled > 0) fmt::print("without a class: {}\n", findings.unlabelled);
  print_names("without colour", findings.gray);
  print_names("broken", reasons_of(findings.broken));
  for (const std::string& warning : findings.warnings) {
    fmt::print(stderr, "autochrome: {}\n", warning);
  }
}

Json json_of(const dataset::SplitCounts& counts) {
  return {{"train", counts.train}, {"validation", counts.validation}, {"test", counts.test}};
}

Json json_of(const prepare::Findings& findings) {
  Json classes = Json::object();
  for (const auto& one : findings.classes) classes[one.name] = one.pictures;
  Json broken = Json::object();
  for (const auto& one : findings.broken) broken[one.name] = one.reason;
  return {{"layout", prepare::name_of(findings.kind)},
          {"pictures", findings.pictures},
          {"classes", classes},
          {"unlabelled", findings.unlabelled},
          {"gray", findings.gray},
          {"broken", broken},
          {"warnings", findings.warnings}};
}

/// A progress line fed from the library's callback, which Ctrl-C ends.
class Watcher {
 public:
  explicit Watcher(std::string label) : label_(std::move(label)) {}

  [[nodiscard]] prepare::Progress callback() {
    return [this](std::size_t done, std::size_t total) {
      if (interrupted_) throw Interrupted();
      if (!line_) {
        line_ =
            std::make_unique<ProgressLine>(label_, "pictures", static_cast<std::int64_t>(total));
      }
      line_->update(static_cast<std::int64_t>(done));
    };
  }

  void clear() { line_.reset(); }

 private:
  std::string label_;
  const std::atomic<bool>& interrupted_ = interrupt_flag();
  std::unique_ptr<ProgressLine> line_;
};

ExitCode inspect(const DatasetCall& call) {
  const image::Library library({.threads = 1});
  Watcher watcher("looking");
  const prepare::Inspection inspection = prepare::inspect(call.source, 0, watcher.callback());
  watcher.clear();
  if (call.json) {
    Json json = json_of(inspection.findings);
    json["smallest"] = {inspection.smallest.width, inspection.smallest.height};
    json["largest"] = {inspection.largest.width, inspection.largest.height};
    json["random_split"] = json_of(inspection.shuffled);
    if (inspection.official) json["official_split"] = json_of(*inspection.official);
    fmt::print("{}\n", json_text(json, 2));
    return ExitCode::Done;
  }
  print(inspection.findings);
  fmt::print("sizes: {}×{} to {}×{} pixels\nrandom split: {}\n", inspection.smallest.width,
             inspection.smallest.height, inspection.largest.width, inspection.largest.height,
             split_text(inspection.shuffled));
  if (inspection.official) fmt::print("official split: {}\n", split_text(*inspection.official));
  return ExitCode::Done;
}

ExitCode pack(const DatasetCall& call) {
  if (std::filesystem::exists(call.target) && !call.force) {
    throw InputError(
        fmt::format("'{}' exists already; --force overwrites it", call.target.string()));
  }
  const image::Library library({.threads = 1});
  Watcher watcher("packing");
  const prepare::PackReport report =
      prepare::pack(call.source, call.target, call.pack, watcher.callback());
  watcher.clear();
  if (call.json) {
    Json json = json_of(report.findings);
    json["splits"] = json_of(report.splits);
    fmt::print("{}\n", json_text(json, 2));
    return ExitCode::Done;
  }
  print(report.findings);
  fmt::print("split: {}\nwritten: {}\n", split_text(report.splits), call.target.string());
  return ExitCode::Done;
}

}  // namespace

void add_dataset(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<DatasetCall>();
  CLI::App* command =
      app.add_subcommand("dataset", "Look at pictures for training, or pack them into one file");
  command->add_option("DIR", call->source,
                      "Folder of pictures, of class folders, the 102 flowers or 102flowers.tgz");
  command->add_flag("--json", call->json, "As JSON");
  CLI::App* prepare = command->add_subcommand("prepare", "Pack pictures into one file");
  prepare->add_option("DIR", call->source, "As above")->required();
  prepare->add_option("-o,--output", call->target, "The file to write")->required();
  prepare->add_flag("-f,--force", call->force, "Overwrite what exists");
  prepare->add_flag("--json", call->json, "Report as JSON");
  bind(*prepare, call->pack);
  command->footer(
      "Examples:\n"
      "  autochrome dataset flowers/\n"
      "  autochrome dataset prepare flowers/ -o flowers.data --size 128\n");
  prepare->callback([call, &chosen] { chosen = [call] { return pack(*call); }; });
  command->callback([command, prepare, call, &chosen] {
    if (prepare->parsed()) return;
    if (call->source.empty()) throw CLI::RequiredError("DIR");
    chosen = [call] { return inspect(*call); };
  });
}

}  // namespace autochrome::cli
