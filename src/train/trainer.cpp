#include "train/trainer.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <numbers>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <malloc.h>
#include <torch/torch.h>

#include "base/error.h"
#include "base/file.h"
#include "base/progress_line.h"
#include "base/random.h"
#include "model/model_file.h"
#include "nets/registry.h"
#include "train/augment.h"
#include "train/batches.h"
#include "train/checkpoint.h"
#include "train/graph_module.h"
#include "train/objective.h"
#include "train/run_folder.h"
#include "train/tensor_color.h"

namespace autochrome::train {

namespace {

using Clock = std::chrono::steady_clock;
using torch::Tensor;

constexpr int kWarmUpSteps = 100;
constexpr double kLastShare = 0.01;         // of the learning rate, at the end of the cosine
constexpr double kKerasAdamEpsilon = 1e-7;  // the study trains with Keras
constexpr std::int64_t kFrequencyPictures = 1024;
constexpr auto kCheckpointInterval = std::chrono::minutes(5);

/// glibc hands each activation back to the kernel and asks for it again, which cost up to half the
/// time of a step; these bounds let it keep them.
void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

torch::Device device_of(const std::string& name) {
  const bool cuda = torch::cuda::is_available();
  if (name == "cuda" && !cuda) throw InputError("option 'device' is 'cuda', but there is none");
  return cuda && name != "cpu" ? torch::kCUDA : torch::kCPU;
}

Datasets open_all(const std::vector<std::filesystem::path>& paths) {
  if (paths.empty()) throw InputError("no data to train on");
  Datasets data;
  for (const auto& path : paths) data.push_back(std::make_shared<dataset::Prepared>(path));
  return data;
}

std::int64_t count_of(const Datasets& data, dataset::Split split) {
  std::int64_t count = 0;
  for (const auto& file : data) count += static_cast<std::int64_t>(file->indices(split).size());
  return count;
}

void check(const Datasets& data, int multiple) {
  if (count_of(data, dataset::Split::Train) == 0) throw InputError("the training split is empty");
  if (count_of(data, dataset::Split::Validation) == 0) {
    throw InputError("the validation split is empty: at least 2 pictures are needed");
  }
  for (const auto& file : data) {
    if (file->size() % multiple == 0) continue;
    throw InputError(
        fmt::format("the pictures of '{}' are {} pixels wide; the network wants a "
                    "multiple of {}",
                    file->description().source, file->size(), multiple));
  }
}

Json config_of(const TrainJob& job, const Datasets& data) {
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
               {"data", files}};
  if (!job.start_from.empty()) {
    const model::TrainedModel start = model::load(job.start_from);
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
      for (const char* free : {"epochs", "threads", "device"}) {
        was.erase(free);
        is.erase(free);
      }
    }
    if (was == is) continue;
    throw InputError(fmt::format("cannot resume: '{}' in '{}' was {}, now it is {}", item.key(),
                                 path.string(), was.dump(), is.dump()));
  }
}

class Training {
 public:
  Training(const TrainJob& job, const std::atomic<bool>& stop);

  Outcome run();

 private:
  void open_run();
  void load(Checkpoint checkpoint);
  Outcome train_epoch(ProgressLine& progress);
  double step(const Batch& batch, Random& random);
  void set_learning_rate();
  void update_average();
  [[nodiscard]] Json validated(double train_loss);
  void save_checkpoint();
  void save_model(const Json& metrics);
  [[nodiscard]] Tensor color_weights() const;

  [[nodiscard]] Tensor pixels(const Batch& batch) const { return pixels_of(batch, device_); }

  [[nodiscard]] std::vector<Batch> epoch_batches() const;

  const TrainJob& job_;
  const TrainOptions& options_;
  const std::atomic<bool>& stop_;
  torch::Device device_;
  RunFolder folder_;
  Datasets data_;
  Json config_;
  std::string graph_hash_;
  std::unique_ptr<GraphModule> network_;
  std::unique_ptr<GraphModule> average_;  ///< of the weights over the steps; null when none is kept
  std::unique_ptr<torch::optim::Adam> adam_;
  Objective objective_;
  Position position_;
  std::int64_t total_steps_ = 0;
};

graph::Graph graph_for(const TrainJob& job) {
  Json config = job.net_config;
  config["outputs"] = job.convention.outputs();
  return nets::build(job.net, config);
}

Weights first_weights(const TrainJob& job, const graph::Graph& graph) {
  if (job.start_from.empty()) {
    return initial_weights(graph, static_cast<std::uint64_t>(job.options.seed));
  }
  const model::TrainedModel start = model::load(job.start_from);
  if (model::graph_hash(start.network.graph) != model::graph_hash(graph)) {
    throw InputError(fmt::format("the model '{}' is another network or has other widths",
                                 job.start_from.string()));
  }
  return *start.network.weights;
}

Training::Training(const TrainJob& job, const std::atomic<bool>& stop)
    : job_(job),
      options_(job.options),
      stop_(stop),
      device_(device_of(job.options.device)),
      folder_(job.run),
      data_(open_all(job.data)),
      config_(config_of(job, data_)),
      objective_(options_.loss, {}) {
  const graph::Graph graph = graph_for(job_);
  check(data_, graph.spatial_multiple());
  graph_hash_ = model::graph_hash(graph);
  const Weights weights = first_weights(job_, graph);
  network_ = std::make_unique<GraphModule>(graph, weights, device_);
  if (options_.average > 0) average_ = std::make_unique<GraphModule>(graph, weights, device_);
  adam_ = std::make_unique<torch::optim::Adam>(network_->parameters(),
                                               torch::optim::AdamOptions(options_.learning_rate)
                                                   .eps(kKerasAdamEpsilon)
                                                   .weight_decay(options_.weight_decay));
  objective_ = Objective(options_.loss, color_weights());
  total_steps_ = static_cast<std::int64_t>(epoch_batches().size()) * options_.epochs;
  open_run();
}

void Training::open_run() {
  const bool exists = std::filesystem::exists(folder_.config());
  if (exists && !job_.resume) {
    throw InputError(fmt::format(
        "'{}' already holds a training; resume it or choose another folder", job_.run.string()));
  }
  if (!exists && job_.resume) {
    throw InputError(fmt::format("'{}' holds no training to resume", job_.run.string()));
  }
  if (exists) {
    check_same(Json::parse(read_file(folder_.config()), nullptr, false), config_, folder_.config());
  }
  if (std::filesystem::exists(folder_.checkpoint())) {
    load(load_checkpoint(folder_.checkpoint(), graph_hash_));
  }
  folder_.keep_metrics(position_.epoch);
  write_file(folder_.config(), config_.dump(2) + "\n");
}

void copy_state(const State& from, const State& to) {
  torch::NoGradGuard no_gradient;
  for (const auto& [name, value] : to) {
    const auto found = from.find(name);
    if (found == from.end() || found->second.sizes() != value.sizes()) {
      throw InputError(
          fmt::format("the checkpoint does not fit: '{}' is missing or misshapen", name));
    }
    value.copy_(found->second);
  }
}

void Training::load(Checkpoint checkpoint) {
  copy_state(checkpoint.weights, network_->state());
  if (average_) copy_state(checkpoint.average, average_->state());
  restore(*adam_, checkpoint.optimizer);
  position_ = checkpoint.position;
}

std::vector<Batch> Training::epoch_batches() const {
  // Seeds of neighbouring epochs are far apart, so that their orders have nothing in common.
  Random seeds(static_cast<std::uint64_t>(options_.seed) * 1'000'003U +
               static_cast<std::uint64_t>(position_.epoch));
  return shuffled_batches(data_, dataset::Split::Train, options_.batch, seeds.next());
}

Tensor Training::color_weights() const {
  if (options_.rebalance == 0) return {};
  ColorFrequency frequency;
  std::int64_t seen = 0;
  for (const Batch& batch : shuffled_batches(data_, dataset::Split::Train, options_.batch, 0)) {
    frequency.add(lab_of_rgb(pixels(batch)).slice(1, 1, 3));
    seen += static_cast<std::int64_t>(batch.pictures.size());
    if (seen >= kFrequencyPictures) break;
  }
  return frequency.weights(options_.rebalance).to(device_);
}

void Training::set_learning_rate() {
  double share = 1;
  if (options_.schedule == "cosine") {
    const auto at = static_cast<double>(position_.steps);
    const double warm_up = std::min((at + 1) / kWarmUpSteps, 1.0);
    const double done = std::min(at / static_cast<double>(total_steps_), 1.0);
    const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * done));
    share = warm_up * (kLastShare + (1 - kLastShare) * cosine);
  }
  for (auto& group : adam_->param_groups()) {
    static_cast<torch::optim::AdamOptions&>(group.options()).lr(options_.learning_rate * share);
  }
}

void Training::update_average() {
  if (!average_) return;
  torch::NoGradGuard no_gradient;
  // Early weights are far from any good: the average starts short and grows to its full length.
  const auto at = static_cast<double>(position_.steps);
  const double kept = std::min<double>(options_.average, (1 + at) / (10 + at));
  for (const auto& [name, value] : average_->state()) {
    value.lerp_(network_->state().at(name), 1 - kept);
  }
}

double Training::step(const Batch& batch, Random& random) {
  std::vector<Augmentation> draws;
  for (std::size_t i = 0; i < batch.pictures.size(); ++i) draws.push_back(draw(options_, random));
  const Example example = example_of(augmented(pixels(batch), draws), job_.convention);
  set_learning_rate();
  adam_->zero_grad();
  const Tensor loss = objective_(network_->forward(example.input, true), example);
  loss.backward();
  if (options_.clip > 0) {
    torch::nn::utils::clip_grad_norm_(network_->parameters(), options_.clip);
  }
  const double value = loss.item<double>();
  if (!std::isfinite(value)) {
    throw Error(fmt::format(
        "the loss is {} at step {} of epoch {}; the last good checkpoint is '{}'", value,
        position_.batches + 1, position_.epoch + 1, folder_.checkpoint().string()));
  }
  adam_->step();
  ++position_.steps;
  update_average();
  return value;
}

Outcome Training::train_epoch(ProgressLine& progress) {
  const std::vector<Batch> batches = epoch_batches();
  auto saved = Clock::now();
  while (position_.batches < static_cast<int>(batches.size())) {
    const auto start = Clock::now();
    const Batch& batch = batches[static_cast<std::size_t>(position_.batches)];
    // The draws depend on the step alone, so that a resumed run repeats them.
    Random random(static_cast<std::uint64_t>(options_.seed) ^
                  (static_cast<std::uint64_t>(position_.steps) << 20));
    const double loss = step(batch, random);
    const auto count = static_cast<std::int64_t>(batch.pictures.size());
    position_.loss_sum += loss * static_cast<double>(count);
    position_.pictures += count;
    ++position_.batches;
    position_.seconds += std::chrono::duration<double>(Clock::now() - start).count();
    progress.update(
        position_.pictures,
        fmt::format("· loss {:.5f}", position_.loss_sum / static_cast<double>(position_.pictures)));
    if (stop_) {
      save_checkpoint();
      return Outcome::Stopped;
    }
    if (Clock::now() - saved > kCheckpointInterval) {
      save_checkpoint();
      saved = Clock::now();
    }
  }
  return Outcome::Finished;
}

Json Training::validated(double train_loss) {
  torch::NoGradGuard no_gradient;
  GraphModule& judged = average_ ? *average_ : *network_;
  double loss = 0;
  double squares = 0;
  double gray_squares = 0;
  double pixels_seen = 0;
  double pictures = 0;
  for (const Batch& batch : ordered_batches(data_, dataset::Split::Validation, options_.batch)) {
    const Example example = example_of(pixels(batch), job_.convention);
    const Tensor output = judged.forward(example.input, false);
    const auto count = static_cast<double>(batch.pictures.size());
    loss += objective_(output, example).item<double>() * count;
    const Tensor error = ab_of_output(output, job_.convention) - example.ab;
    squares += error.square().sum(torch::kDouble).item<double>();
    gray_squares += example.ab.square().sum(torch::kDouble).item<double>();
    pixels_seen += static_cast<double>(example.ab.numel());
    pictures += count;
  }
  return {{"epoch", position_.epoch + 1},
          {"train_loss", train_loss},
          {"validation_loss", loss / pictures},
          {"validation_ab_mse", squares / pixels_seen},
          {"gray_ab_mse", gray_squares / pixels_seen},
          {"steps", position_.steps},
          {"seconds", position_.seconds}};
}

void Training::save_checkpoint() {
  save(Checkpoint{.graph_hash = graph_hash_,
                  .position = position_,
                  .weights = network_->state(),
                  .average = average_ ? average_->state() : State{},
                  .optimizer = bytes_of(*adam_)},
       folder_.checkpoint());
}

void Training::save_model(const Json& metrics) {
  const GraphModule& judged = average_ ? *average_ : *network_;
  Json config = job_.net_config;
  config["outputs"] = job_.convention.outputs();
  model::save({.network = {job_.net, std::move(config), judged.graph(),
                           std::make_shared<const Weights>(weights_of(judged.state()))},
               .convention = job_.convention,
               .provenance = {{"command", job_.command},
                              {"version", job_.version},
                              {"training", config_},
                              {"metrics", metrics}},
               .hash = {}},
              folder_.model());
}

Outcome Training::run() {
  while (position_.epoch < options_.epochs) {
    ProgressLine progress(fmt::format("epoch {}/{}", position_.epoch + 1, options_.epochs),
                          "images", count_of(data_, dataset::Split::Train));
    if (train_epoch(progress) == Outcome::Stopped) return Outcome::Stopped;
    const double train_loss = position_.loss_sum / static_cast<double>(position_.pictures);
    const Json metrics = validated(train_loss);
    progress.clear();
    fmt::print(stderr,
               "epoch {}/{}: training loss {:.5f}, validation loss {:.5f}, ab error {:.1f} (gray "
               "{:.1f}), {:.1f} images/s\n",
               position_.epoch + 1, options_.epochs, train_loss,
               metrics["validation_loss"].get<double>(), metrics["validation_ab_mse"].get<double>(),
               metrics["gray_ab_mse"].get<double>(),
               static_cast<double>(position_.steps * options_.batch) / position_.seconds);
    const auto loss = metrics["validation_loss"].get<double>();
    if (!position_.best || loss < *position_.best) {
      position_.best = loss;
      save_model(metrics);
    }
    folder_.append_metrics(metrics);
    ++position_.epoch;
    position_.batches = 0;
    position_.loss_sum = 0;
    position_.pictures = 0;
    save_checkpoint();
  }
  return Outcome::Finished;
}

}  // namespace

Outcome train(const TrainJob& job, const std::atomic<bool>& stop) {
  validate(job.options);
  validate(job.convention);
  keep_freed_memory();
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  torch::set_num_threads(job.options.threads > 0 ? job.options.threads : cores);
  return Training(job, stop).run();
}

}  // namespace autochrome::train
