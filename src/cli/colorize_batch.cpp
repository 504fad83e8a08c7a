#include "cli/colorize_batch.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>
#include <iostream>
#include <iterator>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/progress_line.h"
#include "cli/interrupt.h"
#include "image/library.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kStandardStream = "-";
constexpr int kPercent = 100;

enum class Status { Done, Skipped, Failed };

struct TaskResult {
  Status status = Status::Done;
  std::string error = {};
  ExitCode code = ExitCode::Done;
  std::vector<std::string> warnings = {};
  int width = 0;
  int height = 0;
  double seconds = 0;
  double network_seconds = 0;
};

/// Thrown through the picture library when Ctrl-C was pressed.
class Interrupted : public Error {
 public:
  Interrupted() : Error("interrupted") {}
};

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

image::Source source_of(const Task& task) {
  if (task.input != kStandardStream) return image::Source::file(task.input);
  std::string bytes{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  return image::Source::bytes(std::move(bytes), "standard input");
}

void write_standard_output(const std::string& bytes) {
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size();
  if (!written || std::fflush(stdout) != 0) throw IoError("cannot write to standard output");
}

class Batcher {
 public:
  explicit Batcher(const ColorizeCall& call)
      : call_(call),
        batch_(plan_batch(call.batch)),
        jobs_(job_count()),
        loading_(std::async(std::launch::async,
                            [&call] { return model::load(find_model(call.model)); })),
        library_({.threads = threads_per_job()}),
        interrupted_(interrupt_flag()),
        model_(std::make_shared<const model::TrainedModel>(loading_.get())),
        progress_(batch_.single ? "colorizing" : "pictures",
                  batch_.single ? "%" : "pictures",
                  batch_.single ? kPercent : static_cast<std::int64_t>(batch_.tasks.size())) {}

  ExitCode run();

 private:
  [[nodiscard]] int job_count() const;
  [[nodiscard]] int threads_per_job() const;
  void work();
  TaskResult attempt(const Task& task, colorize::Colorizer& colorizer);
  TaskResult perform(const Task& task, colorize::Colorizer& colorizer);
  void tell(const Task& task, const TaskResult& result);
  void watch(double share);
  [[nodiscard]] ExitCode summary() const;

  const ColorizeCall& call_;
  Batch batch_;
  int jobs_;
  std::future<model::TrainedModel> loading_;  ///< while libvips starts
  image::Library library_;
  const std::atomic<bool>& interrupted_;
  std::shared_ptr<const model::TrainedModel> model_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;  ///< guards everything below
  ProgressLine progress_;
  int done_ = 0;
  int skipped_ = 0;
  int failed_ = 0;
  ExitCode last_failure_ = ExitCode::Done;
};

int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

/// Small pictures keep several cores busy only side by side.
int Batcher::job_count() const {
  const int wanted = call_.work.jobs > 0 ? call_.work.jobs : cores();
  return std::clamp(wanted, 1, static_cast<int>(batch_.tasks.size()));
}

int Batcher::threads_per_job() const {
  const int threads = call_.work.threads > 0 ? call_.work.threads : cores();
  return std::max(1, threads / jobs_);
}

void Batcher::watch(double share) {
  if (interrupted_) throw Interrupted();
  if (!batch_.single) return;
  const std::lock_guard lock(mutex_);
  progress_.update(static_cast<std::int64_t>(share * kPercent));
}

TaskResult Batcher::perform(const Task& task, colorize::Colorizer& colorizer) {
  const bool to_stdout = task.target == kStandardStream;
  if (!to_stdout && fs::exists(task.target) && !call_.force) {
    if (call_.skip_existing) return {.status = Status::Skipped};
    throw InputError(
        fmt::format("'{}' exists already; --force overwrites it, --skip-existing passes over it",
                    task.target.string()));
  }
  if (!to_stdout) static_cast<void>(image::format_of(task.target));
  const auto start = Clock::now();
  const colorize::Colorized colorized = colorizer.colorize(source_of(task), call_.limits);
  const auto progress = [this](double share) { watch(share); };
  TaskResult result{.width = colorized.picture.width(),
                    .height = colorized.picture.height(),
                    .network_seconds = colorized.network_seconds};
  if (to_stdout) {
    image::Encoded encoded = image::encode(colorized.picture, colorized.picture.format(),
                                           call_.save, colorized.provenance, progress);
    write_standard_output(encoded.bytes);
    result.warnings = std::move(encoded.report.warnings);
  } else {
    make_folder_of(task.target);
    result.warnings =
        image::save(colorized.picture, task.target, call_.save, colorized.provenance, progress)
            .warnings;
  }
  result.seconds = since(start);
  return result;
}

TaskResult Batcher::attempt(const Task& task, colorize::Colorizer& colorizer) {
  try {
    return perform(task, colorizer);
  } catch (const Interrupted&) {
    throw;
  } catch (const ModelError& error) {
    return {.status = Status::Failed, .error = error.what(), .code = ExitCode::BadModel};
  } catch (const Error& error) {
    return {.status = Status::Failed, .error = error.what(), .code = ExitCode::BadInput};
  } catch (const std::bad_alloc&) {
    return {.status = Status::Failed,
            .error = fmt::format("'{}' needs more memory than there is", task.input.string()),
            .code = ExitCode::Internal};
  } catch (const std::exception& error) {
    return {.status = Status::Failed,
            .error = fmt::format("'{}': {}", task.input.string(), error.what()),
            .code = ExitCode::Internal};
  }
}

std::string_view name_of(Status status) {
  switch (status) {
    case Status::Done:
      return "done";
    case Status::Skipped:
      return "skipped";
    case Status::Failed:
      return "failed";
  }
  return "";
}

Json json_of(const Task& task, const TaskResult& result) {
  Json line = {{"input", task.input.string()},
               {"output", task.target.string()},
               {"status", name_of(result.status)}};
  if (result.status == Status::Failed) line["error"] = result.error;
  if (result.status != Status::Done) return line;
  line["width"] = result.width;
  line["height"] = result.height;
  line["seconds"] = result.seconds;
  line["network_seconds"] = result.network_seconds;
  line["warnings"] = result.warnings;
  return line;
}

void Batcher::tell(const Task& task, const TaskResult& result) {
  const std::lock_guard lock(mutex_);
  int& count = result.status == Status::Done      ? done_
               : result.status == Status::Skipped ? skipped_
                                                  : failed_;
  ++count;
  if (result.status == Status::Failed) last_failure_ = result.code;
  progress_.clear();
  if (result.status == Status::Failed) fmt::print(stderr, "autochrome: {}\n", result.error);
  for (const std::string& warning : result.warnings) {
    fmt::print(stderr, "autochrome: {}: {}\n", task.input.string(), warning);
  }
  if (call_.json) {
    fmt::print("{}\n", json_of(task, result).dump(-1, ' ', false, Json::error_handler_t::replace));
    std::fflush(stdout);
  } else if (result.status == Status::Done && task.target != kStandardStream) {
    fmt::print(stderr, "{} → {} ({:.1f} s)\n", task.input.string(), task.target.string(),
               result.seconds);
  }
  if (!batch_.single) progress_.update(done_ + skipped_ + failed_);
}

void Batcher::work() {
  colorize::Colorizer colorizer(model_, call_.options, threads_per_job());
  while (!interrupted_) {
    const std::size_t index = next_++;
    if (index >= batch_.tasks.size()) return;
    const Task& task = batch_.tasks[index];
    try {
      tell(task, attempt(task, colorizer));
    } catch (const Interrupted&) {
      return;
    }
  }
}

ExitCode Batcher::summary() const {
  if (interrupted_) return ExitCode::Interrupted;
  if (failed_ == 0) return ExitCode::Done;
  return batch_.single ? last_failure_ : ExitCode::SomeFailed;
}

ExitCode Batcher::run() {
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(jobs_));
  {
    std::vector<std::jthread> workers;
    for (std::exception_ptr& failure : failures) {
      workers.emplace_back([this, &failure] {
        try {
          work();
        } catch (...) {
          failure = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  progress_.clear();
  if (!batch_.single || interrupted_) {
    fmt::print(stderr, "{} colorized, {} skipped, {} failed{}\n", done_, skipped_, failed_,
               interrupted_ ? "; interrupted" : "");
  }
  return summary();
}

}  // namespace

ExitCode colorize_batch(const ColorizeCall& call) {
  if (call.force && call.skip_existing) {
    throw InputError("--force and --skip-existing exclude each other");
  }
  validate(call.work);
  validate(call.save);
  return Batcher(call).run();
}

}  // namespace autochrome::cli
