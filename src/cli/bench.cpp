#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"
#include "base/stopwatch.h"
#include "cli/bind.h"
#include "cli/commands.h"
#include "cli/machine_costs.h"
#include "cli/model_store.h"
#include "cli/network_timing.h"
#include "colorize/colorizer.h"
#include "garden/garden.h"
#include "image/library.h"
#include "image/samples.h"
#include "image/save.h"
#include "infer/cost_measurement.h"
#include "nets/registry.h"

namespace autochrome::cli {

namespace {

constexpr int kSizeOfNetworks = 128;  // where no model says what it was made for

struct BenchCall {
  std::vector<std::string> models;
  TimingOptions timing;
  bool layers = false;
  bool json = false;
  bool calibrate = false;
};

/// What is timed: a trained model, or a network with fresh weights, which take as long.
struct Subject {
  std::string name;
  model::TrainedModel model;
  bool trained = true;
};

bool is_network(const std::string& name) {
  const auto known = nets::registry();
  return std::any_of(known.begin(), known.end(),
                     [&](const nets::Entry& entry) { return entry.name == name; });
}

Subject untrained(const std::string& net) {
  graph::Graph graph = nets::build(net, Json::object());
  auto weights = std::make_shared<const Weights>(graph::initial_weights(graph, 1));
  return {.name = net,
          .model = {.network = {net, Json::object(), std::move(graph), std::move(weights)},
                    .convention = {.size = kSizeOfNetworks},
                    .provenance = Json::object(),
                    .hash = {}},
          .trained = false};
}

Subject subject_of(const std::string& name) {
  const auto shipped = shipped_models();
  const bool is_shipped = std::any_of(shipped.begin(), shipped.end(), [&](const auto& path) {
    return path.stem().string() == name;
  });
  if (!is_shipped && is_network(name)) return untrained(name);
  return {name, model::load_any(find_model(name)), true};
}

/// Seconds from a JPEG to a JPEG in colour, stage by stage.
struct Stages {
  double prepare = 0;
  double network = 0;
  double upsample = 0;
  double encode = 0;
};

std::string drawn_jpeg() {
  const garden::Photograph garden = garden::draw(1200, 800, 7);
  const image::Picture gray =
      image::from_samples({.width = garden.width,
                           .height = garden.height,
                           .bands = 1,
                           .values = {garden.gray.begin(), garden.gray.end()}});
  return image::encode(gray, image::Format::Jpeg).bytes;
}

/// Of the second time, when everything is warm.
Stages time_stages(const model::TrainedModel& model, const std::string& jpeg, int threads) {
  colorize::Colorizer colorizer(std::make_shared<const model::TrainedModel>(model), {},
                                {.threads = threads});
  Stages stages;
  for (int i = 0; i < 2; ++i) {
    const auto colorized = colorizer.colorize(image::Source::bytes(jpeg, "garden.jpg"));
    const Stopwatch watch;
    static_cast<void>(image::encode(colorized.picture, image::Format::Jpeg));
    stages = {colorized.prepare_seconds, colorized.network_seconds, colorized.upsample_seconds,
              watch.seconds()};
  }
  return stages;
}

Json json_of(const Stages& stages) {
  return {{"prepare_ms", 1e3 * stages.prepare},
          {"network_ms", 1e3 * stages.network},
          {"upsample_ms", 1e3 * stages.upsample},
          {"encode_ms", 1e3 * stages.encode}};
}

std::string to_text(const Stages& stages) {
  return fmt::format(
      "  photograph   1200×800 JPEG: decode and prepare {:.1f} ms, network {:.1f}, upsample {:.1f},"
      " decode again and encode {:.1f}\n",
      1e3 * stages.prepare, 1e3 * stages.network, 1e3 * stages.upsample, 1e3 * stages.encode);
}

Json bench_one(const BenchCall& call, const Subject& subject, const std::string& jpeg) {
  TimingOptions options = call.timing;
  if (options.size == 0) options.size = subject.model.convention.size;
  const NetworkTiming timing = time_network(subject.model.network, options);
  Json json = json_of(timing, call.layers);
  json["name"] = subject.name;
  json["trained"] = subject.trained;
  std::string text =
      fmt::format("{}{}\n{}", subject.name, subject.trained ? "" : ", with fresh weights",
                  to_text(timing, call.layers));
  if (subject.trained && !subject.model.convention.predicts_class()) {
    const Stages stages = time_stages(subject.model, jpeg, options.threads);
    json["photograph"] = json_of(stages);
    text += to_text(stages);
  }
  if (!call.json) fmt::print("{}", text);
  return json;
}

/// Measures and keeps what kernels are chosen by.
void calibrate() {
  const kernels::Costs costs = infer::measure_costs();
  const std::string file = save_machine_costs(costs).string();
  fmt::print("{:<18} {:>8} {:>8}   in multiply-adds of a direct convolution\n", "", "here",
             "default");
  const Json measured = to_json(costs);
  const Json defaults = to_json(kernels::Costs{});
  for (const auto& [name, here] : measured.items()) {
    fmt::print("{:<18} {:>8.2f} {:>8.2f}\n", name, here.get<double>(),
               defaults[name].get<double>());
  }
  fmt::print("kept in '{}', which all commands read\n", file);
}

ExitCode bench(const BenchCall& call) {
  validate(call.timing);
  if (call.calibrate) {
    calibrate();
    return ExitCode::Done;
  }
  std::vector<std::string> names = call.models;
  if (names.empty()) {
    for (const auto& path : shipped_models()) names.push_back(path.stem().string());
  }
  std::vector<Subject> subjects;
  for (const std::string& name : names) subjects.push_back(subject_of(name));
  const image::Library library;
  const std::string jpeg = drawn_jpeg();
  Json all = Json::array();
  for (const Subject& subject : subjects) all.push_back(bench_one(call, subject, jpeg));
  if (call.json) fmt::print("{}\n", json_text(all, 2));
  return ExitCode::Done;
}

}  // namespace

void add_bench(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<BenchCall>();
  CLI::App* command = app.add_subcommand("bench", "Measure how fast models run here");
  command->add_option("MODEL", call->models,
                      "Shipped models, model files, or networks, which get fresh weights"
                      " (default: all shipped models)");
  bind(*command, call->timing);
  command->add_flag("--layers", call->layers, "A line a layer: its time, kernel and speed");
  command->add_flag("--json", call->json, "As JSON");
  command
      ->add_flag("--calibrate", call->calibrate,
                 "Measure what this processor's kernels take, for later runs to choose by")
      ->excludes("MODEL")
      ->excludes("--json");
  command->footer(
      "Speeds count the multiplications of a direct convolution; kernels that need fewer may\n"
      "exceed the processor's peak, which is measured too.\n\n"
      "Examples:\n"
      "  autochrome bench unet --layers\n"
      "  autochrome bench pix2pix --size 256 --batch 8 --threads 1\n");
  command->callback([call, &chosen] { chosen = [call] { return bench(*call); }; });
}

}  // namespace autochrome::cli
