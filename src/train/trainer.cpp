#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
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
#include "train/failure.h"
#include "train/loader.h"
#include "train/memory.h"
#include "train/recorder.h"
#include "train/run_config.h"
#include "train/run_folder.h"
#include "train/schedule.h"
#include "train/tally.h"
#include "train/training_data.h"
#include "train/validation.h"

namespace autochrome::train {

namespace {

using Clock = std::chrono::steady_clock;
using std::filesystem::exists;
using torch::Tensor;

constexpr auto kCheckpointInterval = std::chrono::minutes(5);
constexpr int kStepsUnwatched = 20;  // on a GPU, which is waited for only so often

Execution execution_for(const TrainOptions& options, const Ranks& ranks) {
  Execution execution = execution_on(ranks.device(), options.precision);
  if (options.sync_batch_norm) execution.ranks = &ranks;
  return execution;
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

/// What any of the ranks wants to be done between two steps; all of them do it.
struct Wishes {
  bool stop = false;
  bool save = false;
};

class Training {
 public:
  Training(const TrainJob& job, const std::atomic<bool>& stop);

  /// Whatever ends it, the report says that it has ended.
  Outcome run();

 private:
  void open_run();
  void resume();
  void start_records();
  Outcome go_on();
  Outcome train_epoch(ProgressLine& progress);
  [[nodiscard]] Example example_of_step(const Batch& whole, std::int64_t step) const;
  [[nodiscard]] Wishes settle(Tally& tally, bool save);
  void check_weights() const;
  [[noreturn]] void give_up(const std::string& reason) const;
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
  if (job_.convention.predicts_class()) check_labels(data_);
  check_pictures(data_, graph_of(job_, data_).spatial_multiple());
  check_batch(data_, options_.batch, ranks_.count());
  config_ = config_of(job_, data_, ranks_.count(), execution_);
  check_agreement(config_, ranks_);
  assembly_ = assemble(job_, data_, execution_, ranks_);
  total_steps_ = static_cast<std::int64_t>(epoch_batches().size()) * options_.epochs;
  check_folder(RunPaths(job.run), job.resume);
  ranks_.barrier();  // all have looked at the folder before the first writes there
  if (ranks_.is_first()) {
    folder_.emplace(job.run);
    check_folder(*folder_, job.resume);  // another may have been quicker
  }
  open_run();
}

void Training::open_run() {
  if (job_.resume) {
    const auto path = RunPaths(job_.run).config();
    check_same(parse_json(read_file(path)), config_, path);
    resume();
  }
  ranks_.barrier();  // all have read what is there before the first writes
  if (!folder_) return;
  Json config = config_;
  config["command"] = job_.command;
  config["version"] = job_.version;
  write_file(folder_->config(), json_text(config, 2) + "\n");
}

void Training::resume() {
  const RunPaths paths(job_.run);
  const auto path = paths.checkpoint();
  if (!exists(path)) {
    // Killed in its first epoch, it has none, and at most that epoch's metrics.
    if (exists(paths.metrics()) && std::ranges::count(read_file(paths.metrics()), '\n') > 1) {
      throw InputError(fmt::format("cannot resume: '{}' is missing", path.string()));
    }
    return;
  }
  const Checkpoint checkpoint = load_checkpoint(path, assembly_.graph_hash);
  for (const auto& [name, learner] : assembly_.method->learners()) {
    const auto found = checkpoint.learners.find(name);
    if (found == checkpoint.learners.end()) {
      throw InputError(fmt::format("cannot resume from '{}': it has no '{}'", path.string(), name));
    }
    learner->restore(found->second);
  }
  position_ = checkpoint.position;
  if (position_.batches > static_cast<int>(epoch_batches().size())) {
    throw InputError(fmt::format("cannot resume from '{}': it claims {} batches of an epoch of {}",
                                 path.string(), position_.batches, epoch_batches().size()));
  }
  if (options_.epochs < position_.epoch) {
    throw InputError(fmt::format("'{}' has {} epochs already; wanted are {}", job_.run.string(),
                                 position_.epoch, options_.epochs));
  }
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
  Random seeds(order_seed(options_, position_.epoch));
  auto batches =
      shuffled_batches(data_, dataset::Split::Train, options_.batch * ranks_.count(), seeds.next());
  // A rest too small to give every rank a picture is left out of this epoch.
  std::erase_if(batches, [this](const Batch& batch) {
    return batch.pictures.size() < static_cast<std::size_t>(ranks_.count());
  });
  return batches;
}

Example Training::example_of_step(const Batch& whole, std::int64_t step) const {
  Random random(augmentation_seed(options_, step));
  const Part part = part_of(whole.pictures.size(), ranks_.rank(), ranks_.count());
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

void Training::give_up(const std::string& reason) const {
  const auto checkpoint = RunPaths(job_.run).checkpoint();
  throw Error(fmt::format("{}; {}", reason,
                          exists(checkpoint)
                              ? fmt::format("the last good checkpoint is '{}'", checkpoint.string())
                              : "there is no checkpoint yet"));
}

/// Collects what has been added to `tally`, and what the ranks want. Throws Error when a figure is
/// not finite or has exploded, here or at another rank.
Wishes Training::settle(Tally& tally, bool save) {
  const std::int64_t bad = tally.settle(position_.sums);
  Tensor wishes = torch::tensor({stop_ ? 1.0F : 0.0F, save ? 1.0F : 0.0F, bad >= 0 ? 1.0F : 0.0F});
  ranks_.sum(wishes);
  if (wishes[2].item<float>() > 0) {
    const std::int64_t step = bad - (position_.steps - position_.batches) + 1;
    give_up(fmt::format("the loss has exploded or is not finite at step {} of epoch {}",
                        bad >= 0 ? step : position_.batches, position_.epoch + 1));
  }
  return {.stop = wishes[0].item<float>() > 0, .save = wishes[1].item<float>() > 0};
}

/// Whatever is kept must be good to go on from, and a step's loss tells nothing of the weights that
/// the step makes.
void Training::check_weights() const {
  for (const auto& [name, learner] : assembly_.method->learners()) {
    if (learner->is_finite()) continue;
    give_up(fmt::format("the weights are not finite after step {} of epoch {}", position_.batches,
                        position_.epoch + 1));
  }
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
    const auto own = static_cast<double>(part_of(whole, ranks_.rank(), ranks_.count()).count);
    const Example example = loader.next();
    torch::manual_seed(dropout_seed(options_, position_.steps, ranks_.rank()));
    const Figures figures = assembly_.method->step(
        example, {.learning_rate = learning_rate(options_, position_.steps, total_steps_),
                  .steps = position_.steps,
                  .share = own * ranks_.count() / static_cast<double>(whole)});
    tally.add(figures, example.input.size(0), position_.steps);
    ++position_.steps;
    ++position_.batches;
    position_.pictures += example.input.size(0);
    const bool last = position_.batches == static_cast<int>(batches.size());
    if (execution_.device.is_cuda() && position_.steps % kStepsUnwatched != 0 && !last) continue;
    const Wishes wishes =
        settle(tally, ranks_.is_first() && Clock::now() - saved > kCheckpointInterval);
    const auto now = Clock::now();
    position_.seconds += std::chrono::duration<double>(now - counted).count();
    counted = now;
    progress.update(position_.pictures * ranks_.count(),
                    fmt::format("· loss {:.5f}", mean("loss")));
    if (recorder_) recorder_->within_epoch(mean("loss"), position_);
    if (wishes.stop) return Outcome::Stopped;
    if (wishes.save) {
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

/// All ranks come here, and leave when the first has written: it may take its time.
void Training::save_checkpoint() {
  check_weights();
  if (folder_) {
    Checkpoint checkpoint{
        .graph_hash = assembly_.graph_hash, .position = position_, .learners = {}};
    for (const auto& [name, learner] : assembly_.method->learners()) {
      checkpoint.learners.emplace(name, learner->state());
    }
    save(checkpoint, folder_->checkpoint());
  }
  ranks_.barrier();
}

void Training::save_model(const Json& metrics) {
  if (!folder_) return;
  const GraphModule& judged = assembly_.method->kept().judged();
  const auto weights = std::make_shared<const Weights>(weights_of(judged.state()));
  model::save({.network = {job_.net, net_config_of(job_, data_), judged.graph(), weights},
               .convention = job_.convention,
               .classes = job_.convention.predicts_class() ? data_[0]->classes()
                                                           : std::vector<std::string>{},
               .provenance = {{"command", job_.command},
                              {"version", job_.version},
                              {"training", config_},
                              {"metrics", metrics}},
               .hash = {}},
              folder_->model(), model::fit_float16(*weights) ? Dtype::F16 : Dtype::F32);
}

void Training::finish_epoch() {
  check_weights();
  const auto validation =
      validate(*assembly_.method, data_, options_.batch, execution_.device, ranks_);
  const Json metrics = metrics_of(validation);
  const double loss = validation.at("validation_loss");
  if (!std::isfinite(loss)) {
    give_up(fmt::format("the validation loss is not finite after epoch {}", position_.epoch + 1));
  }
  const bool lowest = !position_.best || loss < *position_.best;
  if (lowest) position_.best = loss;
  if (lowest || !assembly_.method->keeps_lowest_loss()) save_model(metrics);
  ++position_.epoch;
  position_.batches = 0;
  position_.sums.clear();
  position_.pictures = 0;
  if (recorder_) recorder_->after_epoch(metrics, assembly_.method->kept().judged(), position_);
  save_checkpoint();
  if (!recorder_) return;
  fmt::print(stderr,
             "epoch {}/{}: training loss {:.5f}, validation loss {:.5f}, {}, {:.1f} images/s\n",
             position_.epoch, options_.epochs, metrics["train_loss"].get<double>(), loss,
             assembly_.method->in_words(metrics),
             static_cast<double>(position_.epoch * count_of(data_, dataset::Split::Train)) /
                 position_.seconds);
}

Outcome Training::run() {
  try {
    if (folder_) start_records();
    ranks_.barrier();
    return go_on();
  } catch (...) {
    try {
      if (recorder_) recorder_->write_report(records::RunState::Stopped);
    } catch (const std::exception&) {  // what ended the training matters more
    }
    throw;
  }
}

Outcome Training::go_on() {
  if (folder_ && position_.epoch >= options_.epochs) {
    fmt::print(stderr, "all {} epochs are done; a larger --epochs goes on\n", options_.epochs);
  }
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
  return in_own_words([&] { return Training(job, stop).run(); });
}

}  // namespace autochrome::train
