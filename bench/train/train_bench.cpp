// How fast networks train: pictures and FLOP a second, what a step's parts take, and how long the
// network waits for its data. One JSON object on stdout; compare.py runs it beside PyTorch, gpu.sh
// on graphics cards.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/resource.h>
#include <torch/torch.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "dataset/writer.h"
#include "nets/registry.h"
#include "train/augment.h"
#include "train/batches.h"
#include "train/execution.h"
#include "train/learner.h"
#include "train/loader.h"
#include "train/memory.h"
#include "train/objective.h"

namespace autochrome::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kFlopPerMultiplyAdd = 2;
constexpr double kPasses = 3;  // forward, and backward to inputs and to weights
constexpr std::size_t kPictures = 256;
constexpr int kProducts = 10;

struct Request {
  std::string net = "unet";
  std::vector<std::string> fields;
  int size = 128;
  int batch = 16;
  int threads = 0;
  int steps = 10;
  int warm_up = 2;
  std::string device = "cpu";
  std::string precision = "auto";
  bool planes = false;
  bool in_words = false;
  std::filesystem::path graph_to;
};

Json config_of(const Request& request) {
  Json config = {{"outputs", 2}};
  for (const std::string& field : request.fields) {
    const std::size_t equals = field.find('=');
    config[field.substr(0, equals)] = Json::parse(field.substr(equals + 1));
  }
  return config;
}

/// Noise, which costs what photographs cost.
std::filesystem::path write_data(int size) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("train_bench.{}.data", ::getpid());
  dataset::Writer writer(path, {.size = size, .seed = 1, .source = "noise"});
  Random random(1);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size * size * 3));
  for (std::size_t i = 0; i < kPictures; ++i) {
    for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(random.next());
    writer.append(pixels, -1, fmt::format("{}", i));
  }
  writer.finish(std::vector<dataset::Split>(kPictures, dataset::Split::Train), 0);
  return path;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Seconds of a step's parts, a value a step. A card is not stopped to look at parts, nor after
/// every step: there the only value is the mean of whole steps.
struct Times {
  std::vector<double> data;
  std::vector<double> forward;
  std::vector<double> backward_and_update;
  std::vector<double> whole;
};

void wait_for(torch::Device device) {
  if (device.is_cuda()) torch::cuda::synchronize();
}

double seconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

/// FLOP a second of a large matrix product in the activations' precision: what there is to reach.
double matrix_rate(const Execution& execution) {
  const std::int64_t side = execution.device.is_cuda() ? 8192 : 1024;
  const auto options = torch::device(execution.device).dtype(execution.precision);
  const torch::Tensor a = torch::randn({side, side}, options);
  const torch::Tensor b = torch::randn({side, side}, options);
  torch::Tensor product = a.matmul(b);
  wait_for(execution.device);
  const auto start = Clock::now();
  for (int i = 0; i < kProducts; ++i) torch::matmul_out(product, a, b);
  wait_for(execution.device);
  const double flop = kFlopPerMultiplyAdd * std::pow(static_cast<double>(side), 3);
  return kProducts * flop / seconds(start, Clock::now());
}

Times measure(const Request& request,
              const graph::Graph& graph,
              const Execution& execution,
              Loader& loader) {
  const Ranks alone(Place{}, execution.device);
  Learner learner(graph, initial_weights(graph, 1), execution, TrainOptions{}, 0, alone);
  const Objective objective("mse", {});
  Times times;
  const bool parts = !execution.device.is_cuda();
  Clock::time_point measured;
  for (int step = 0; step < request.warm_up + request.steps; ++step) {
    if (step == request.warm_up) wait_for(execution.device);
    const auto start = Clock::now();
    if (step == request.warm_up) measured = start;
    const Example example = loader.next();
    const auto fetched = Clock::now();
    const torch::Tensor loss = objective(learner.network().forward(example.input, true), example);
    const auto forward = Clock::now();
    learner.descend(loss, 1e-3, step);
    const auto end = Clock::now();
    if (step < request.warm_up || !parts) continue;
    times.data.push_back(seconds(start, fetched));
    times.forward.push_back(seconds(fetched, forward));
    times.backward_and_update.push_back(seconds(forward, end));
    times.whole.push_back(seconds(start, end));
  }
  wait_for(execution.device);
  if (!parts) times.whole = {seconds(measured, Clock::now()) / request.steps};
  return times;
}

Json report(const Request& request, const graph::Graph& graph, const Times& times, double peak) {
  const Shape input{request.batch, 1, request.size, request.size};
  const double flop =
      kPasses * kFlopPerMultiplyAdd * static_cast<double>(graph.multiply_adds({&input, 1}));
  const double step = median(times.whole);
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  Json json = {{"net", request.net},
               {"config", config_of(request)},
               {"size", request.size},
               {"batch", request.batch},
               {"threads", torch::get_num_threads()},
               {"precision", request.precision},
               {"steps_s", times.whole},
               {"images_per_s", request.batch / step},
               {"gflop_per_s", 1e-9 * flop / step},
               {"matrix_gflop_per_s", 1e-9 * peak},
               {"share_of_matrix_rate", flop / step / peak},
               {"peak_mib", static_cast<double>(usage.ru_maxrss) / 1024}};
  if (times.forward.empty()) return json;
  json["forward_s"] = median(times.forward);
  json["backward_and_update_s"] = median(times.backward_and_update);
  json["waiting_for_data"] = sum(times.data) / sum(times.whole);
  return json;
}

std::string in_words(const Json& figures) {
  return fmt::format(
      "{:<12} {:9.1f} images/s {:9.3f} TFLOP/s, {:5.1f} % of a matrix product's {:.2f}",
      figures["net"].get<std::string>(), figures["images_per_s"].get<double>(),
      1e-3 * figures["gflop_per_s"].get<double>(),
      100 * figures["share_of_matrix_rate"].get<double>(),
      1e-3 * figures["matrix_gflop_per_s"].get<double>());
}

void run(const Request& request) {
  keep_freed_memory();
  if (request.threads > 0) torch::set_num_threads(request.threads);
  const graph::Graph graph = nets::build(request.net, config_of(request));
  if (!request.graph_to.empty()) write_file(request.graph_to, to_text(graph));
  const auto path = write_data(request.size);
  const Datasets data = {std::make_shared<dataset::Prepared>(path)};
  std::filesystem::remove(path);
  const auto batches = shuffled_batches(data, dataset::Split::Train, request.batch, 1);
  const TrainOptions options{.hue = 0.1F, .flip = true};
  Execution execution = execution_on(device_named(request.device), request.precision);
  execution.channels_last = !request.planes;
  const auto prepare = [&](std::size_t place) {
    const Batch& batch = batches[place % batches.size()];
    Random random(place);
    std::vector<Augmentation> draws(batch.pictures.size());
    for (Augmentation& one : draws) one = draw(options, random);
    return example_of(augmented(pixels_of(batch, execution.device), draws), {});
  };
  Loader loader(prepare, 0, static_cast<std::size_t>(request.warm_up + request.steps), 1);
  const Json figures =
      report(request, graph, measure(request, graph, execution, loader), matrix_rate(execution));
  fmt::print("{}\n", request.in_words ? in_words(figures) : figures.dump());
}

}  // namespace
}  // namespace autochrome::train

int main(int argc, char** argv) {
  autochrome::train::Request request;
  CLI::App app("How fast a network trains");
  app.add_option("--net", request.net, "Which network")->capture_default_str();
  app.add_option("--set", request.fields, "NAME=VALUE of its config");
  app.add_option("--size", request.size, "Side of the pictures")->capture_default_str();
  app.add_option("--batch", request.batch, "Pictures in a step")->capture_default_str();
  app.add_option("--threads", request.threads, "0 for libtorch's own number");
  app.add_option("--steps", request.steps, "Steps to time")->capture_default_str();
  app.add_option("--warm-up", request.warm_up, "Steps before them")->capture_default_str();
  app.add_option("--device", request.device, "cpu or cuda")->capture_default_str();
  app.add_option("--precision", request.precision, "auto, float32 or bfloat16")
      ->capture_default_str();
  app.add_flag("--planes", request.planes, "Channel by channel in memory instead of last");
  app.add_flag("--in-words", request.in_words, "A line to read in place of JSON");
  app.add_option("--graph", request.graph_to, "File to write the network's graph to");
  CLI11_PARSE(app, argc, argv);
  try {
    autochrome::train::run(request);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "train_bench: {}\n", error.what());
    return 1;
  }
}
