#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/progress_line.h"
#include "cli/bind.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/model_store.h"
#include "cli/named_folder.h"
#include "evaluate/judge.h"
#include "evaluate/report.h"
#include "evaluate/semantics.h"
#include "evaluate/staged_folder.h"
#include "image/library.h"
#include "image/samples.h"
#include "image/save.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;
using namespace autochrome::evaluate;

struct EvaluateOptions {
  ExampleOptions examples;
  int resamples = 2000;
  int shown = 160;
  int threads = 0;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    ExampleOptions::describe(self.examples, visit);
    visit("resamples", self.resamples, "Of the bootstrap", Limits{.min = 100, .max = 100'000});
    visit("shown", self.shown, "Pictures within report.html", Limits{.min = 1, .max = 100'000});
    visit("threads", self.threads, "Pictures side by side, 0 for one a core",
          Limits{.min = 0, .max = 1024});
  }
};

struct EvaluateCall {
  std::vector<std::string> models;
  fs::path data;
  fs::path report;
  std::vector<std::string> folders;
  std::string against;
  std::string classifier;
  bool save_pictures = false;
  EvaluateOptions options;
};

std::string today() {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::now()));
}

Contestants contestants_of(const EvaluateCall& call, const Examples& examples) {
  Contestants all;
  all.push_back(gray());
  all.push_back(mean_color(examples.mean_color()));
  std::map<std::string, fs::path> models;
  for (const std::string& given : call.models) {
    const fs::path path = find_model(given);
    std::string name = model_name(path);
    // Another file of that name, such as a run called unet beside the shipped U-Net.
    for (int i = 2; models.contains(name) && !fs::equivalent(models.at(name), path); ++i) {
      name = fmt::format("{}-{}", model_name(path), i);
    }
    models.emplace(name, path);
    all.push_back(network(name, std::make_shared<const model::TrainedModel>(model::load(path))));
  }
  for (const std::string& text : call.folders) {
    const NamedFolder named = parse_named_folder(text, "--contestant");
    all.push_back(folder(named.name, named.path));
  }
  all.push_back(truth());
  std::set<std::string> names;
  for (const auto& contestant : all) {
    if (names.insert(contestant->name()).second) continue;
    throw InputError(fmt::format("two contestants are called '{}'", contestant->name()));
  }
  return all;
}

constexpr const char* kShippedClassifier = "flower-classifier";
constexpr const char* kNoClassifier = "none";

/// The one that is named; without a name the shipped one, where it is and the data's classes are
/// those that it tells apart.
std::unique_ptr<Semantics> semantics_of(const EvaluateCall& call,
                                        const Examples& examples,
                                        const Contestants& contestants) {
  if (call.classifier == kNoClassifier) return nullptr;
  const bool named = !call.classifier.empty();
  const fs::path path = named ? find_model(call.classifier)
                              : models_folder() / fmt::format("{}.safetensors", kShippedClassifier);
  if (!named && !fs::exists(path)) return nullptr;
  auto classifier = std::make_shared<const model::TrainedModel>(model::load_classifier(path));
  if (!named && classifier->classes != examples.classes()) return nullptr;
  return std::make_unique<Semantics>(std::move(classifier), model_name(path), examples,
                                     contestants);
}

std::optional<std::size_t> find_contestant(const Contestants& contestants,
                                           const std::string& name) {
  if (name.empty()) return std::nullopt;
  std::string known;
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    if (contestants[c]->name() == name) return c;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", contestants[c]->name());
  }
  throw InputError(fmt::format("--against '{}' is no contestant; they are {}", name, known));
}

/// "tulip/one.png" for "tulip/one.jpg"; where two pictures differ in their suffix alone, all keep
/// theirs: "tulip/one.jpg.png".
std::vector<fs::path> saved_names(const Examples& examples) {
  std::vector<fs::path> whole;
  std::vector<fs::path> replaced;
  for (std::size_t i = 0; i < examples.count(); ++i) {
    const fs::path name = fs::path(examples.name(i)).lexically_normal();
    whole.emplace_back(name).concat(".png");
    replaced.emplace_back(name).replace_extension(".png");
  }
  const bool distinct = std::set(replaced.begin(), replaced.end()).size() == replaced.size();
  return distinct ? replaced : whole;
}

/// Saves what every contestant made as pictures/CONTESTANT/NAME.png.
class PictureSaver {
 public:
  PictureSaver(const Examples& examples, const Contestants& contestants, fs::path folder)
      : examples_(examples),
        contestants_(contestants),
        folder_(std::move(folder)),
        names_(saved_names(examples)) {}

  void save(const Painted& painted) const {
    for (std::size_t c = 0; c < contestants_.size(); ++c) {
      const auto& rgb = painted.paintings[c];
      const fs::path target =
          folder_ / "pictures" / contestants_[c]->name() / names_[painted.example];
      make_folder(target.parent_path());
      image::save(image::from_samples({.width = examples_.size(),
                                       .height = examples_.size(),
                                       .bands = 3,
                                       .values = {rgb.begin(), rgb.end()}}),
                  target);
    }
  }

 private:
  const Examples& examples_;
  const Contestants& contestants_;
  fs::path folder_;
  std::vector<fs::path> names_;
};

Judgement judge_with_progress(const EvaluateCall& call,
                              const Examples& examples,
                              const Contestants& contestants,
                              const fs::path& folder,
                              Semantics* semantics) {
  const std::atomic<bool>& interrupted = interrupt_flag();
  ProgressLine line("judging", "pictures", static_cast<std::int64_t>(examples.count()));
  const PictureSaver saver(examples, contestants, folder);
  JudgeOptions options{.threads = call.options.threads};
  options.progress = [&](std::size_t done, std::size_t) {
    if (interrupted) throw Interrupted();
    line.update(static_cast<std::int64_t>(done));
  };
  options.look = [&](const Painted& painted) {
    if (call.save_pictures) saver.save(painted);
    if (semantics != nullptr) semantics->look(painted);
  };
  Judgement judgement = judge(examples, contestants, options);
  if (semantics != nullptr) semantics->settle(judgement);
  return judgement;
}

void print_excluded(const std::vector<Excluded>& excluded) {
  if (excluded.empty()) return;
  fmt::print(stderr, "autochrome: {} pictures left out for all contestants:\n", excluded.size());
  for (const Excluded& one : excluded) {
    fmt::print(stderr, "  {}{}{}: {}\n", one.picture, one.contestant.empty() ? "" : " of ",
               one.contestant, one.reason);
  }
}

ExitCode evaluate_all(const EvaluateCall& call) {
  validate(call.options);
  if (call.models.empty() && call.folders.empty()) {
    throw InputError("nobody to judge: name a model or give a folder with --contestant NAME=DIR");
  }
  StagedFolder staged(call.report);
  const image::Library library({.threads = 1});
  const auto examples = open_examples(call.data, call.options.examples);
  const Contestants contestants = contestants_of(call, *examples);
  const auto against = find_contestant(contestants, call.against);
  const auto semantics = semantics_of(call, *examples, contestants);
  const Judgement judgement =
      judge_with_progress(call, *examples, contestants, staged.path(), semantics.get());
  const SummaryOptions options{.reference = against.value_or(0),
                               .resamples = static_cast<std::size_t>(call.options.resamples),
                               .seed = static_cast<std::uint64_t>(call.options.examples.seed)};
  const Summary summary = summarize(judgement, contestants, options);
  const Report report{.examples = *examples,
                      .contestants = contestants,
                      .judgement = judgement,
                      .summary = summary,
                      .against = against,
                      .head = head_of(*examples, judgement, options, today())};
  write_report(report, staged.path(),
               {.shown = call.options.shown,
                .threads = call.options.threads,
                .figures = {.seed = options.seed}});
  staged.commit();
  print_excluded(judgement.excluded);
  for (const std::string& sentence : verdicts(summary, contestants)) {
    fmt::print("{}\n", sentence);
  }
  fmt::print(stderr, "{} pictures, {:.1f} s painting, {:.1f} s measuring, {:.1f} s looking → {}\n",
             judgement.pictures.size(), judgement.painting_seconds, judgement.measuring_seconds,
             judgement.looking_seconds, (call.report / "report.html").string());
  return judgement.excluded.empty() ? ExitCode::Done : ExitCode::SomeFailed;
}

}  // namespace

void add_evaluate(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<EvaluateCall>();
  CLI::App* command =
      app.add_subcommand("evaluate", "Judge models and other colorizers on pictures in colour");
  command->add_option("MODEL", call->models, "Names of shipped models or model files");
  command
      ->add_option("--data", call->data,
                   "Prepared file (autochrome dataset prepare) or folder of pictures in colour")
      ->required();
  command->add_option("--out", call->report, "Folder of the report, to be made")->required();
  command->add_option("--contestant", call->folders,
                      "NAME=DIR, pictures colorized by other software; may be given again");
  command->add_option("--against", call->against, "Compare all with this contestant, in pairs");
  command->add_option("--classifier", call->classifier,
                      "Shipped classifier or model file that tells what pictures show, or 'none' "
                      "(default: flower-classifier, where the data have its 102 classes)");
  command->add_flag("--save-pictures", call->save_pictures,
                    "Also write every contestant's pictures into the report's folder");
  bind(*command, call->options);
  command->footer(
      "Examples:\n"
      "  autochrome evaluate unet --data flowers.data --out report\n"
      "  autochrome evaluate unet --data photos/ --contestant other=colored/ --against other "
      "--out report\n");
  command->callback([call, &chosen] { chosen = [call] { return evaluate_all(*call); }; });
}

}  // namespace autochrome::cli
