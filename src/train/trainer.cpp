#include "train/trainer.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numbers>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <omp.h>
#include <torch/torch.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json_text.h"
#include "base/progress_line.h"
#include "base/random.h"
#include "model/model_file.h"
#include "nets/registry.h"
#include "train/assembly.h"
#include "train/augment.h"
#include "train/batches.h"
#include "train/checkpoint.h"
#include "train/execution.h"
#include "train/loader.h"
#include "train/memory.h"
#include "train/recorder.h"
#include "train/run_folder.h"
#include "train/tally.h"
#include "train/training_data.h"
#include "train/validation.h"

namespace autochrome::train {

namespace {

using Clock = std::chrono::steady_clock;
using torch::Tensor;

constexpr int kWarmUpSteps = 100;
constexpr double kLastShare = 0.01;  // of the learning rate, at the end of the cosine
constexpr auto kCheckpointInterval = std::chrono::minutes(5);
constexpr int kStepsUnwatched = 20;  // on a GPU, which is waited for only so often
constexpr double kFlopPerMultiplyAdd = 2;
constexpr std::int64_t kStudySide = 128;

Execution execution_for(const TrainOptions& options, const Ranks& ranks) {
  Execution execution = execution_on(ranks.device(), options.precision);
  if (options.sync_batch_norm) execution.ranks = &ranks;
  return execution;
}

Json config_of(const TrainJob& job, const Datasets& data, int ranks) {
  Json files = Json::array();
  for (const auto& file : data) {
    files.push_back({{"source", file->description().source},
                     {"size", file->size()},
                     {"train", file->indices(dataset::Split::Train).size()},
                     {"validation", file->indices(dataset::Split::Validation).size()},
                     {"test", file->indices(dataset::Split::Test).size()},
                     {"split_seed", file->description().seed},
                     {"sha256", file->hash()}});
  }
  Json json = {{"net", job.net},
               {"net_config", job.net_config},
               {"convention", to_json(job.convention)},
               {"options", to_json(job.options)},
               {"ranks", ranks},
               {"data", files}};
  if (!job.start_from.empty()) {
    const model::TrainedModel start = model::load_any(job.start_from);
    json["start_from"] = {{"sha256", start.hash}, {"provenance", start.provenance}};
  }
  return json;
}

/// A resumed run must be the same run: only its length and its threads may change.
void check_same(const Json& old, const Json& now, const std::filesystem::path& path) {
  for (const auto& item : now.items()) {
    Json was = old.value(item.key(), Json());
    Json is = item.value();
    if (item.key() == "options") {
      for (const char* free : {"epochs", "threads", "workers", "device"}) {
        was.erase(free);
        is.erase(free);
      }
    }
    if (was == is) continue;
    throw InputError(fmt::format("cannot resume: '{}' in '{}' was {}, now it is {}", item.key(),
                                 path.string(), json_text(was), json_text(is)));
  }
}

/// How fast and how large, for the head of the report.
std::vector<std::pair<std::string, std::string>> summary_of(const TrainJob& job,
                                                            const Datasets& data) {
  const graph::Graph graph = graph_of(job, data);
  const auto macs = static_cast<double>(graph.multiply_adds(graph.input_shapes(kStudySide)));
  const graph::Reach reach = graph.reach();
  return {{"Parameters",
           fmt::format("{:.2f} million", 1e-6 * static_cast<double>(graph.parameter_count()))},
          {fmt::format("GFLOP at {0}×{0}", kStudySide),
           fmt::format("{:.2f}", 1e-9 * kFlopPerMultiplyAdd * macs)},
          {"Receptive field",
           reach.everywhere ? "the whole picture" : fmt::format("{} pixels", reach.field())},
          {"Predicts", job.convention.predict},
          {"Training pictures", fmt::format("{}", count_of(data, dataset::Split::Train))},
          {"Validation pictures", fmt::format("{}", count_of(data, dataset::Split::Validation))}};
}

/// One rank's part of a batch that is shared by all.
struct Part {
  std::size_t first = 0;
  std::size_t count = 0;
};

Part part_of(std::size_t whole, const Ranks& ranks) {
  const auto rank = static_cast<std::size_t>(ranks.rank());
  const auto count = static_cast<std::size_t>(ranks.count());
  const std::size_t first = whole * rank / count;
  return {first, whole * (rank + 1) / count - first};
}

/// What a network predicts follows from what it is; a classifier sees pictures at the data's size.
TrainJob with_own_convention(TrainJob job) {
  if (nets::is_classifier(job.net)) {
    job.convention = {.predict = "class"};
    if (!job.data.empty()) job.convention.size = dataset::Prepared(job.data[0]).size();
  } else if (job.convention.predicts_class()) {
    throw InputError(fmt::format("'{}' colorizes; it cannot predict a class", job.net));
  }
  return job;
}

class Training {
 public:
  Training(const TrainJob& job, const std::atomic<bool>& stop);

  Outcome run();

 private:
  void open_run();
  void start_records();
  Outcome train_epoch(ProgressLine& progress);
  [[nodiscard]] Example example_of_step(const Batch& whole, std::int64_t step) const;
  [[nodiscard]] double learning_rate() const;
  [[nodiscard]] bool settle(Tally& tally);
  [[nodiscard]] double mean(const char* figure) const;
  [[nodiscard]] Json metrics_of(const std::map<std::string, double>& validation) const;
  void finish_epoch();
  void save_checkpoint();
  void save_model(const Json& metrics);
  [[nodiscard]] std::vector<Batch> epoch_batches() const;

  const TrainJob& job_;
  const TrainOptions& options_;
  const std::atomic<bool>& stop_;
  Ranks ranks_;
  Execution execution_;
  std::optional<RunFolder> folder_;  ///< of the first rank, which alone writes
  Datasets data_;
  Json config_;
  Assembly assembly_;
  Position position_;
  std::int64_t total_steps_ = 0;
  std::optional<Recorder> recorder_;  ///< likewise
};

Training::Training(const TrainJob& job, const std::atomic<bool>& stop)
    : job_(job),
      options_(job.options),
      stop_(stop),
      ranks_(job.place, device_named(job.options.device)),
      execution_(execution_for(job.options, ranks_)),
      data_(open_all(job.data)) {
  if (ranks_.is_first()) folder_.emplace(job.run);
  if (job_.convention.predicts_class()) check_labels(data_);
  check_pictures(data_, graph_of(job_, data_).spatial_multiple());
  config_ = config_of(job_, data_, ranks_.count());
  assembly_ = assemble(job_, data_, execution_, ranks_);
  total_steps_ = static_cast<std::int64_t>(epoch_batches().size()) * options_.epochs;
  open_run();
  if (folder_) start_records();
}

void Training::open_run() {
  const RunPaths paths(job_.run);
  const bool exists = std::filesystem::exists(paths.config());
  if (exists && !job_.resume) {
    throw InputError(fmt::format(
        "'{}' already holds a training; resume it or choose another folder", job_.run.string()));
  }
  if (!exists && job_.resume) {
    throw InputError(fmt::format("'{}' holds no training to resume", job_.run.string()));
  }
  if (exists) {
    check_same(parse_json(read_file(paths.config())), config_, paths.config());
  }
  if (std::filesystem::exists(paths.checkpoint())) {
    const Checkpoint checkpoint = load_checkpoint(paths.checkpoint(), assembly_.graph_hash);
    for (const auto& [name, learner] : assembly_.method->learners()) {
      learner->restore(checkpoint.learners.at(name));
    }
    position_ = checkpoint.position;
  }
  ranks_.barrier();  // all have looked at the folder before the first writes there
  if (folder_) write_file(paths.config(), json_text(config_, 2) + "\n");
}

void Training::start_records() {
  records::Report report;
  report.net = job_.net;
  report.epochs = options_.epochs;
  report.summary = summary_of(job_, data_);
  report.config = config_;
  std::optional<Samples> samples;
  if (!job_.convention.predicts_class()) {
    samples.emplace(data_, job_.convention, execution_.device);
  }
  recorder_.emplace(*folder_, std::move(samples), std::move(report), position_);
}

std::vector<Batch> Training::epoch_batches() const {
  // Seeds of neighbouring epochs are far apart, so that their orders have nothing in common.
  Random seeds(static_cast<std::uint64_t>(options_.seed) * 1'000'003U +
               static_cast<std::uint64_t>(position_.epoch));
  auto batches =
      shuffled_batches(data_, dataset::Split::Train, options_.batch * ranks_.count(), seeds.next());
  // A rest too small to give every rank a picture is left out of this epoch.
  std::erase_if(batches, [this](const Batch& batch) {
    return batch.pictures.size() < static_cast<std::size_t>(ranks_.count());
  });
  return batches;
}

double Training::learning_rate() const {
  if (options_.schedule != "cosine") return options_.learning_rate;
  const auto at = static_cast<double>(position_.steps);
  const double warm_up = std::min((at + 1) / kWarmUpSteps, 1.0);
  const double done = std::min(at / static_cast<double>(total_steps_), 1.0);
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * done));
  return options_.learning_rate * warm_up * (kLastShare + (1 - kLastShare) * cosine);
}

/// The draws depend on the step alone, so that a resumed run repeats them.
Example Training::example_of_step(const Batch& whole, std::int64_t step) const {
  Random random(static_cast<std::uint64_t>(options_.seed) ^
                (static_cast<std::uint64_t>(step) << 20));
  const Part part = part_of(whole.pictures.size(), ranks_);
  Batch own{whole.data, {}};
  std::vector<Augmentation> draws;
  for (std::size_t i = 0; i < whole.pictures.size(); ++i) {
    const Augmentation drawn = draw(options_, random);
    if (i < part.first || i >= part.first + part.count) continue;
    own.pictures.push_back(whole.pictures[i]);
    draws.push_back(drawn);
  }
  return assembly_.method->example_of(augmented(pixels_of(own, execution_.device), draws),
                                      labels_of(own, execution_.device));
}

/// Whether to stop: because somebody wishes it, here or at another rank. Throws Error when a figure
/// is not finite.
bool Training::settle(Tally& tally) {
  const std::int64_t bad = tally.settle(position_.sums);
  Tensor wishes = torch::tensor({stop_ ? 1.0F : 0.0F, bad >= 0 ? 1.0F : 0.0F});
  ranks_.sum(wishes);
  if (wishes[1].item<float>() > 0) {
    const std::int64_t step = bad - (position_.steps - position_.batches) + 1;
    const auto checkpoint = RunPaths(job_.run).checkpoint();
    throw Error(
        fmt::format("the loss is not finite at step {} of epoch {}; {}",
                    bad >= 0 ? step : position_.batches, position_.epoch + 1,
                    std::filesystem::exists(checkpoint)
                        ? fmt::format("the last good checkpoint is '{}'", checkpoint.string())
                        : "there is no checkpoint yet"));
  }
  return wishes[0].item<float>() > 0;
}

Outcome Training::train_epoch(ProgressLine& progress) {
  const std::vector<Batch> batches = epoch_batches();
  const std::int64_t first_step = position_.steps - position_.batches;
  Loader loader(
      [this, &batches, first_step](std::size_t place) {
        return example_of_step(batches[place], first_step + static_cast<std::int64_t>(place));
      },
      static_cast<std::size_t>(position_.batches), batches.size(), options_.workers);
  Tally tally(execution_.device);
  auto saved = Clock::now();
  auto counted = saved;
  while (position_.batches < static_cast<int>(batches.size())) {
    const std::size_t whole = batches[static_cast<std::size_t>(position_.batches)].pictures.size();
    const auto own = static_cast<double>(part_of(whole, ranks_).count);
    const Example example = loader.next();
    // Dropout's draws, like the augmentations', follow from the step alone.
    torch::manual_seed(static_cast<std::uint64_t>(options_.seed * 7919 + position_.steps) * 1024U +
                       static_cast<std::uint64_t>(ranks_.rank()));
    const Figures figures = assembly_.method->step(
        example, {.learning_rate = learning_rate(),
                  .steps = position_.steps,
                  .share = own * ranks_.count() / static_cast<double>(whole)});
    tally.add(figures, example.input.size(0), position_.steps);
    ++position_.steps;
    ++position_.batches;
    position_.pictures += example.input.size(0);
    const bool last = position_.batches == static_cast<int>(batches.size());
    if (execution_.device.is_cuda() && position_.steps % kStepsUnwatched != 0 && !last) continue;
    const bool stop = settle(tally);
    const auto now = Clock::now();
    position_.seconds += std::chrono::duration<double>(now - counted).count();
    counted = now;
    progress.update(position_.pictures * ranks_.count(),
                    fmt::format("· loss {:.5f}", mean("loss")));
    if (recorder_) recorder_->within_epoch(mean("loss"), position_);
    if (stop) return Outcome::Stopped;
    if (now - saved > kCheckpointInterval) {
      save_checkpoint();
      saved = now;
    }
  }
  return Outcome::Finished;
}

double Training::mean(const char* figure) const {
  return position_.sums.at(figure) / static_cast<double>(position_.pictures);
}

Json Training::metrics_of(const std::map<std::string, double>& validation) const {
  Json metrics = {{"epoch", position_.epoch + 1}};
  std::vector<Tensor> totals;
  for (const auto& [name, sum] : position_.sums) {
    Tensor total = torch::tensor({sum, static_cast<double>(position_.pictures)}, torch::kDouble);
    ranks_.sum(total);
    metrics["train_" + name] = total[0].item<double>() / total[1].item<double>();
  }
  for (const auto& [name, mean] : validation) metrics[name] = mean;
  metrics["steps"] = position_.steps;
  metrics["seconds"] = position_.seconds;
  return metrics;
}

void Training::save_checkpoint() {
  if (!folder_) return;
  Checkpoint checkpoint{.graph_hash = assembly_.graph_hash, .position = position_, .learners = {}};
  for (const auto& [name, learner] : assembly_.method->learners()) {
    checkpoint.learners.emplace(name, learner->state());
  }
  save(checkpoint, folder_->checkpoint());
}

void Training::save_model(const Json& metrics) {
  if (!folder_) return;
  const GraphModule& judged = assembly_.method->kept().judged();
  model::save({.network = {job_.net, net_config_of(job_, data_), judged.graph(),
                           std::make_shared<const Weights>(weights_of(judged.state()))},
               .convention = job_.convention,
               .classes = job_.convention.predicts_class() ? data_[0]->classes()
                                                           : std::vector<std::string>{},
               .provenance = {{"command", job_.command},
                              {"version", job_.version},
                              {"training", config_},
                              {"metrics", metrics}},
               .hash = {}},
              folder_->model());
}

void Training::finish_epoch() {
  const auto validation =
      validate(*assembly_.method, data_, options_.batch, execution_.device, ranks_);
  const Json metrics = metrics_of(validation);
  const double loss = validation.at("validation_loss");
  const bool lowest = !position_.best || loss < *position_.best;
  if (lowest) position_.best = loss;
  if (lowest || !assembly_.method->keeps_lowest_loss()) save_model(metrics);
  ++position_.epoch;
  position_.batches = 0;
  position_.sums.clear();
  position_.pictures = 0;
  if (!recorder_) return ranks_.barrier();
  recorder_->after_epoch(metrics, assembly_.method->kept().judged(), position_);
  save_checkpoint();
  ranks_.barrier();
  fmt::print(stderr,
             "epoch {}/{}: training loss {:.5f}, validation loss {:.5f}, {}, {:.1f} images/s\n",
             position_.epoch, options_.epochs, metrics["train_loss"].get<double>(), loss,
             assembly_.method->in_words(metrics),
             static_cast<double>(position_.epoch * count_of(data_, dataset::Split::Train)) /
                 position_.seconds);
}

Outcome Training::run() {
  while (position_.epoch < options_.epochs) {
    ProgressLine progress(fmt::format("epoch {}/{}", position_.epoch + 1, options_.epochs),
                          "images", count_of(data_, dataset::Split::Train));
    if (!folder_) progress.clear();
    if (train_epoch(progress) == Outcome::Stopped) {
      save_checkpoint();
      if (recorder_) {
        recorder_->write_report(records::RunState::Stopped);
        progress.clear();
        fmt::print(stderr, "stopped in epoch {}; '--resume' goes on from here\n",
                   position_.epoch + 1);
      }
      return Outcome::Stopped;
    }
    progress.clear();
    finish_epoch();
  }
  if (recorder_) recorder_->write_report(records::RunState::Finished);
  return Outcome::Finished;
}

}  // namespace

Outcome train(const TrainJob& wanted, const std::atomic<bool>& stop) {
  const TrainJob job = with_own_convention(wanted);
  autochrome::validate(job.options);
  autochrome::validate(job.convention);
  keep_freed_memory();
  torch::set_num_threads(job.options.threads > 0 ? job.options.threads : omp_get_max_threads());
  return Training(job, stop).run();
}

}  // namespace autochrome::train
