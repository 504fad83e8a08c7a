// How fast networks train, by the steps that the trainer makes: pictures and FLOP a second, what a
// step would take at least, and the share of the time that is not the steps' own. One JSON object
// on stdout; compare.py runs it beside PyTorch, gpu.sh on graphics cards.
//
// Two floors stand beside a step's time. Operations: its multiply-adds, as a convolution's
// definition has them, at the rate of a large matrix product. Memory: what its ops read and write,
// at the rate of a large copy, if each op touches every value that it needs once a pass and no
// cache keeps a value from one op to the next; weights, masks, losses, sums where gradients meet
// and the optimizer are left out. Winograd's method can undercut the first floor, ops computed as
// one and values that fit a cache the second.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/resource.h>
#include <torch/torch.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "dataset/writer.h"
#include "graph/visit.h"
#include "train/assembly.h"
#include "train/augment.h"
#include "train/batches.h"
#include "train/execution.h"
#include "train/loader.h"
#include "train/memory.h"
#include "train/reconstruction.h"
#include "train/tally.h"

namespace autochrome::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLeastPictures = 256;
constexpr std::size_t kAhead = 4;       // batches made ready before they are wanted
constexpr double kWarmUpSeconds = 0.5;  // until a card's clock has risen
constexpr int kRounds = 5;
constexpr int kRepeats = 10;

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
  bool reconstruction = false;
  bool op_by_op = false;
  bool in_words = false;
  std::filesystem::path graph_to;
};

TrainJob job_of(const Request& request) {
  TrainJob job;
  job.net = request.net;
  for (const std::string& field : request.fields) {
    const std::size_t equals = field.find('=');
    job.net_config[field.substr(0, equals)] = Json::parse(field.substr(equals + 1));
  }
  job.options.batch = request.batch;
  job.options.flip = true;
  return job;
}

/// Noise, which costs what photographs cost; as many pictures as make whole batches.
std::filesystem::path write_data(int size, std::size_t batch) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("train_bench.{}.data", ::getpid());
  dataset::Writer writer(path, {.size = size, .seed = 1, .source = "noise"});
  Random random(1);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size * size * 3));
  const std::size_t pictures = (kLeastPictures + batch - 1) / batch * batch;
  for (std::size_t i = 0; i < pictures; ++i) {
    for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(random.next());
    writer.append(pixels, -1, fmt::format("{}", i));
  }
  writer.finish(std::vector<dataset::Split>(pictures, dataset::Split::Train), 0);
  return path;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void wait_for(torch::Device device) {
  if (device.is_cuda()) torch::cuda::synchronize();
}

double seconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

/// What a step asks for.
struct Work {
  double flop = 0;
  double bytes = 0;
};

/// How often a step takes a network forward, and gradients back to its inputs and to its weights.
struct Passes {
  double forward = 1;
  double to_inputs = 1;
  double to_weights = 1;
};

/// A discriminator sees true colours and made ones and learns from both, then sees those made once
/// more, for the generator to learn from.
constexpr Passes kPassesOfDiscriminator = {.forward = 3, .to_inputs = 3, .to_weights = 2};

/// Values read and written, of `in` read and `out` written by one run of the op. Its way back reads
/// the output's gradient and what was kept of the run, and writes the inputs' gradient.
double values_touched(const graph::Op& op, double in, double out, const Passes& passes) {
  const double forward = passes.forward * (in + out);
  const double back = forward + passes.to_inputs * (in + out);
  const auto convolution = [&] { return back + passes.to_weights * (in + out); };
  return std::visit(
      graph::Cases{
          [&](const graph::Input&) { return forward; },
          [&](const graph::Conv2d&) { return convolution(); },
          [&](const graph::ConvTranspose2d&) { return convolution(); },
          [&](const graph::BatchNorm2d&) { return back + passes.to_inputs * in; },
          [&](const graph::Activate&) { return back + passes.to_inputs * out; },
          [&](const graph::MaxPool2d&) { return back; },
          [&](const graph::GlobalAveragePool&) { return back; },
          [&](const graph::Resize&) { return back; }, [&](const graph::Dropout&) { return back; },
          [&](const graph::Concat&) { return forward; },  // the gradient is looked at in parts
          [&](const graph::Add&) { return forward; }},    // and passed on as it is
      op);
}

/// Gradients to the pictures themselves are counted, which few ask for: first layers are small.
Work work_of(const graph::Graph& graph, const Request& request, double value_bytes, Passes passes) {
  std::vector<Shape> inputs = graph.input_shapes(request.size);
  for (Shape& input : inputs) input.n = request.batch;
  const std::vector<Shape> shapes = graph.infer_shapes(inputs);
  double values = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const graph::Node& node = graph.nodes()[i];
    double in = 0;
    for (const graph::ValueId id : node.inputs) in += static_cast<double>(shapes[id].count());
    values += values_touched(node.op, in, static_cast<double>(shapes[i].count()), passes);
  }
  const double times = passes.forward + passes.to_inputs + passes.to_weights;
  const auto multiply_adds = static_cast<double>(graph.multiply_adds(inputs));
  return {.flop = times * graph::kFlopPerMultiplyAdd * multiply_adds,
          .bytes = value_bytes * values};
}

Work work_of(Method& method, const Request& request, const Execution& execution) {
  const auto value_bytes = static_cast<double>(c10::elementSize(execution.precision));
  Work all;
  for (const auto& [name, learner] : method.learners()) {
    const bool discriminator = learner != &method.kept();
    const Work one = work_of(learner->network().graph(), request, value_bytes,
                             discriminator ? kPassesOfDiscriminator : Passes{});
    all.flop += one.flop;
    all.bytes += one.bytes;
  }
  return all;
}

/// Seconds that `work` takes when it is asked for again and again.
double seconds_of(torch::Device device, const std::function<void()>& work) {
  const auto round = [&] {
    wait_for(device);
    const auto start = Clock::now();
    for (int i = 0; i < kRepeats; ++i) work();
    wait_for(device);
    return seconds(start, Clock::now()) / kRepeats;
  };
  for (const auto start = Clock::now(); seconds(start, Clock::now()) < kWarmUpSeconds;) round();
  std::vector<double> rounds;
  for (int i = 0; i < kRounds; ++i) rounds.push_back(round());
  return median(rounds);
}

/// FLOP a second of a large matrix product in the activations' precision: what there is to reach.
double matrix_rate(const Execution& execution) {
  const std::int64_t side = execution.device.is_cuda() ? 8192 : 1024;
  const auto options = torch::device(execution.device).dtype(execution.precision);
  const torch::Tensor a = torch::randn({side, side}, options);
  const torch::Tensor b = torch::randn({side, side}, options);
  torch::Tensor product = torch::empty({side, side}, options);
  const double time = seconds_of(execution.device, [&] { torch::matmul_out(product, a, b); });
  return graph::kFlopPerMultiplyAdd * std::pow(static_cast<double>(side), 3) / time;
}

/// Bytes read and written a second by a copy larger than any cache.
double copy_rate(torch::Device device) {
  const std::int64_t values = std::int64_t{1} << (device.is_cuda() ? 28 : 26);
  const auto options = torch::device(device).dtype(torch::kFloat32);
  const torch::Tensor from = torch::ones({values}, options);
  const torch::Tensor to = torch::ones({values}, options);
  const double time = seconds_of(device, [&] { to.copy_(from); });
  return 2 * static_cast<double>(values) * sizeof(float) / time;
}

struct Times {
  std::vector<double> steps;  ///< seconds of each, its wait for data too; of a card's the mean
  double outside = 0;         ///< share of the time that is not Method::step's
  double peak_mib = 0;
};

/// Seconds of `count` steps whose data is there, when nothing else is asked of the device.
double seconds_alone(Method& method, const Example& example, const Method::Step& at, int count) {
  const torch::Device device = example.input.device();
  wait_for(device);
  const auto start = Clock::now();
  for (int i = 0; i < count; ++i) method.step(example, at);
  wait_for(device);
  return seconds(start, Clock::now());
}

/// A card is not stopped to look at each step, for that would keep it waiting: there the steps' own
/// time is that of a second pass, when all data has been made ready.
Times measure(const Request& request, Method& method, torch::Device device, Loader& loader) {
  Times times;
  Tally tally(device);
  double inside = 0;
  Method::Step at = {.learning_rate = TrainOptions{}.learning_rate};
  Clock::time_point measured;
  for (int step = 0; step < request.warm_up + request.steps; ++step) {
    if (step == request.warm_up) wait_for(device);
    const auto start = Clock::now();
    if (step == request.warm_up) measured = start;
    const Example example = loader.next();
    const auto fetched = Clock::now();
    const Figures figures = method.step(example, at);
    const auto end = Clock::now();
    tally.add(figures, request.batch, at.steps++);
    if (step < request.warm_up || device.is_cuda()) continue;
    inside += seconds(fetched, end);
    times.steps.push_back(seconds(start, end));
  }
  wait_for(device);
  const double whole = seconds(measured, Clock::now());
  if (device.is_cuda()) {
    Example example;
    for (std::size_t i = 0; i < kAhead; ++i) example = loader.next();
    inside = seconds_alone(method, example, at, request.steps);
    times.steps = {whole / request.steps};
  }
  times.outside = std::max(0.0, 1 - inside / whole);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  times.peak_mib = static_cast<double>(usage.ru_maxrss) / 1024;
  return times;
}

Json report(const Request& request,
            const Json& config,
            const Times& times,
            const Work& work,
            const Execution& execution) {
  const double step = median(times.steps);
  const double matrix = matrix_rate(execution);
  const double copy = copy_rate(execution.device);
  return {{"net", request.net},
          {"config", config},
          {"size", request.size},
          {"batch", request.batch},
          {"threads", torch::get_num_threads()},
          {"precision", request.precision},
          {"steps_s", times.steps},
          {"step_s", step},
          {"images_per_s", request.batch / step},
          {"gflop_per_s", 1e-9 * work.flop / step},
          {"matrix_gflop_per_s", 1e-9 * matrix},
          {"share_of_matrix_rate", work.flop / step / matrix},
          {"copy_gb_per_s", 1e-9 * copy},
          {"floor_of_operations_s", work.flop / matrix},
          {"floor_of_memory_s", work.bytes / copy},
          {"outside_step", times.outside},
          {"peak_mib", times.peak_mib}};
}

std::string in_words(const Json& figures) {
  const auto number = [&](const char* name) { return figures[name].get<double>(); };
  return fmt::format(
      "{:<12} {:9.1f} images/s {:9.3f} TFLOP/s, {:5.1f} % of a matrix product's {:.2f}; a step "
      "takes {:.2f} ms, its operations alone {:.2f}, its memory alone {:.2f} (at {:.0f} GB/s); "
      "{:.1f} % of the time goes by outside it",
      figures["net"].get<std::string>(), number("images_per_s"), 1e-3 * number("gflop_per_s"),
      100 * number("share_of_matrix_rate"), 1e-3 * number("matrix_gflop_per_s"),
      1e3 * number("step_s"), 1e3 * number("floor_of_operations_s"),
      1e3 * number("floor_of_memory_s"), number("copy_gb_per_s"), 100 * number("outside_step"));
}

/// The job's own, or the network and its reconstruction loss alone.
std::unique_ptr<Method> method_of(const Request& request,
                                  const TrainJob& job,
                                  const Datasets& data,
                                  const Execution& execution,
                                  const Ranks& ranks) {
  if (!request.reconstruction) return assemble(job, data, execution, ranks).method;
  const graph::Graph graph = graph_of(job, data);
  auto learner = std::make_unique<Learner>(graph, initial_weights(graph, 1), execution, job.options,
                                           /*average=*/0, ranks);
  return std::make_unique<Reconstruction>(std::move(learner), Objective(job.options.loss, {}),
                                          job.convention);
}

void run(const Request& request) {
  keep_freed_memory();
  if (request.threads > 0) torch::set_num_threads(request.threads);
  const auto path = write_data(request.size, static_cast<std::size_t>(request.batch));
  const Datasets data = {std::make_shared<dataset::Prepared>(path)};
  std::filesystem::remove(path);
  const TrainJob job = job_of(request);
  if (!request.graph_to.empty()) write_file(request.graph_to, to_text(graph_of(job, data)));
  Execution execution = execution_on(device_named(request.device), request.precision);
  execution.channels_last = !request.planes;
  if (request.op_by_op) execution.residual_stack = false;
  const Ranks alone(Place{}, execution.device);
  const auto method = method_of(request, job, data, execution, alone);
  const auto batches = shuffled_batches(data, dataset::Split::Train, request.batch, 1);
  const auto prepare = [&](std::size_t place) {
    const Batch& batch = batches[place % batches.size()];
    Random random(place);
    std::vector<Augmentation> draws(batch.pictures.size());
    for (Augmentation& one : draws) one = draw(job.options, random);
    return method->example_of(augmented(pixels_of(batch, execution.device), draws),
                              labels_of(batch, execution.device));
  };
  // As in a long training, a batch is made ready for every one that is taken, to the last.
  const auto places = static_cast<std::size_t>(request.warm_up + request.steps) + kAhead;
  Loader loader(prepare, 0, places, 1, kAhead);
  const Times times = measure(request, *method, execution.device, loader);
  const Work work = work_of(*method, request, execution);
  const Json figures = report(request, net_config_of(job, data), times, work, execution);
  fmt::print("{}\n", request.in_words ? in_words(figures) : figures.dump());
}

}  // namespace
}  // namespace autochrome::train

int main(int argc, char** argv) {
  autochrome::train::Request request;
  CLI::App app("How fast a network trains");
  app.add_option("--net", request.net, "Which network")->capture_default_str();
  app.add_option("--set", request.fields, "NAME=VALUE of its config");
  app.add_option("--size", request.size, "Side of the pictures")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--batch", request.batch, "Pictures in a step")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--threads", request.threads, "0 for libtorch's own number");
  app.add_option("--steps", request.steps, "Steps to time")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--warm-up", request.warm_up, "Steps before them")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--device", request.device, "cpu or cuda")->capture_default_str();
  app.add_option("--precision", request.precision, "auto, float32 or bfloat16")
      ->capture_default_str();
  app.add_flag("--planes", request.planes, "Channel by channel in memory instead of last");
  app.add_flag("--reconstruction", request.reconstruction,
               "The network and its squared error alone, without Pix2Pix's discriminator");
  app.add_flag("--op-by-op", request.op_by_op, "Residual layers by libtorch's operations");
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
