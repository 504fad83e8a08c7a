#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/json.h"
#include "base/json_text.h"
#include "cli/bind.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/named_folder.h"
#include "image/library.h"
#include "study/scores.h"
#include "study/server.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;

struct StudyCall {
  std::vector<std::string> contestants;
  fs::path truth;
  fs::path folder;
  bool results = false;
  bool json = false;
  study::TrialOptions trials;
  study::ServerOptions server;
};

fs::path plan_file(const fs::path& folder) { return folder / "study.json"; }

fs::path answer_file(const fs::path& folder) { return folder / "answers.jsonl"; }

std::vector<std::string> names_of(const std::vector<study::NamedFolder>& contestants) {
  std::vector<std::string> names;
  for (const auto& one : contestants) names.push_back(one.name);
  return names;
}

Json plan_of(const StudyCall& call, const study::Gallery& gallery) {
  return {{"kind", "autochrome study"},
          {"contestants", names_of(gallery.contestants())},
          {"pictures", gallery.pictures()},
          {"trials", to_json(call.trials)}};
}

Json read_plan(const fs::path& folder) {
  const Json plan = parse_json(read_file(plan_file(folder)));
  if (!plan.is_object() || plan.value("kind", Json()) != "autochrome study") {
    throw InputError(fmt::format("'{}' is no study", plan_file(folder).string()));
  }
  return plan;
}

/// A study goes on only as it began: another plan would mix answers to other questions.
void keep_plan(const fs::path& folder, const Json& plan) {
  if (fs::exists(plan_file(folder))) {
    if (read_plan(folder) == plan) return;
    throw InputError(
        fmt::format("'{}' is a study of other contestants, pictures or options; go on "
                    "with those or give --out another folder",
                    folder.string()));
  }
  if (fs::exists(folder) && !fs::is_empty(folder)) {
    throw InputError(fmt::format("'{}' exists and is no study", folder.string()));
  }
  make_folder(folder);
  write_file(plan_file(folder), json_text(plan, 1) + "\n");
}

/// A plan may be damaged, or somebody else's.
std::vector<std::string> contestants_in(const Json& plan, const fs::path& folder) {
  try {
    return plan.at("contestants").get<std::vector<std::string>>();
  } catch (const Json::exception&) {
    throw InputError(
        fmt::format("'{}' has no list of contestants' names", plan_file(folder).string()));
  }
}

void print_results(const StudyCall& call) {
  const auto names = contestants_in(read_plan(call.folder), call.folder);
  const study::AnswerFile file = study::read_answers(answer_file(call.folder));
  if (file.damaged > 0) {
    fmt::print(stderr, "autochrome: {} lines of '{}' are no answers and were passed over\n",
               file.damaged, answer_file(call.folder).string());
  }
  const study::StudyScores scores = study::score(file.answers, names);
  if (call.json) {
    fmt::print("{}\n", json_text(study::to_json(scores), 2));
  } else {
    fmt::print("{}", study::to_text(scores));
  }
}

study::Gallery gallery_of(const StudyCall& call) {
  std::vector<study::NamedFolder> folders;
  for (const std::string& text : call.contestants) {
    const NamedFolder named = parse_named_folder(text, "--contestants");
    folders.push_back({named.name, named.path});
  }
  study::Gallery gallery(call.truth, std::move(folders));
  for (const std::string& line : gallery.left_out()) {
    fmt::print(stderr, "autochrome: left out, {}\n", line);
  }
  return gallery;
}

ExitCode run_study(const StudyCall& call) {
  if (call.results) {
    print_results(call);
    return ExitCode::Done;
  }
  if (call.truth.empty()) throw InputError("a study needs the true pictures: --truth DIR");
  validate(call.trials);
  validate(call.server);
  const image::Library library({.threads = 1});
  const study::Gallery gallery = gallery_of(call);
  keep_plan(call.folder, plan_of(call, gallery));
  study::AnswerLog answers(answer_file(call.folder));
  study::serve({.gallery = gallery,
                .answers = answers,
                .trials = call.trials,
                .options = call.server,
                .ready =
                    [&](const std::string& address) {
                      fmt::print(stderr, "{} pictures; open {} (Ctrl-C ends the study)\n",
                                 gallery.pictures().size(), address);
                    }},
               interrupt_flag());
  print_results(call);
  return ExitCode::Done;
}

}  // namespace

void add_study(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<StudyCall>();
  CLI::App* command =
      app.add_subcommand("study", "Ask people which picture is the real one, on a local web page");
  command->add_option("--contestants", call->contestants,
                      "NAME=DIR, pictures of each; evaluate --save-pictures makes such folders");
  command->add_option("--truth", call->truth, "Folder of the true pictures, named alike");
  command->add_option("--out", call->folder, "Folder of the answers; goes on with those it has")
      ->required();
  command->add_flag("--results", call->results, "Print what the answers so far come to");
  command->add_flag("--json", call->json, "Results as JSON");
  bind(*command, call->trials);
  bind(*command, call->server);
  command->footer(
      "Examples:\n"
      "  autochrome study --truth report/pictures/truth --contestants "
      "unet=report/pictures/unet --out study\n"
      "  autochrome study --out study --results\n");
  command->callback([call, &chosen] { chosen = [call] { return run_study(*call); }; });
}

}  // namespace autochrome::cli
