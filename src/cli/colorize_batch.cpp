#include "cli/colorize_batch.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "base/byte_count.h"
#include "base/cores.h"
#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/stopwatch.h"
#include "cli/batch_report.h"
#include "cli/interrupt.h"
#include "cli/memory_plan.h"
#include "cli/read_all.h"
#include "cli/seats.h"
#include "image/library.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;
using Status = TaskResult::Status;
/// Made while libvips starts and the first pictures are read.
using Place = std::shared_future<std::unique_ptr<colorize::Colorizer>>;
using Seat = Seats<Place>::Seat;

/// A picture from standard input is held in memory as it is, beside all that working on it takes.
constexpr std::size_t kMostStandardInput = std::size_t{2} << 30;

/// Pictures that wait for the disk beside those that are worked on.
constexpr int kAtDisk = 2;
/// Up to here a result is encoded in memory, so that its seat is free while the disk takes it.
constexpr std::int64_t kPixelsInMemory = 4'000'000;

/// For tiles where no memory is named: enough for pictures 20,000 pixels wide, in all under 600 MB.
constexpr std::size_t kTileBytes = std::size_t{384} << 20;

/// Thrown where no picture is to blame: the model or an option does not do.
struct NotReady {
  std::exception_ptr cause;
};

image::Source source_of(const Task& task) {
  if (task.input != kStandardStream) return image::Source::file(task.input);
  return image::Source::bytes(read_all(std::cin, kMostStandardInput, "standard input"),
                              "standard input");
}

void write_standard_output(const std::string& bytes) {
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size();
  if (!written || std::fflush(stdout) != 0) throw IoError("cannot write to standard output");
}

bool writes_standard_output(const BatchRequest& request) {
  return request.output == kStandardStream ||
         (request.output.empty() && std::count(request.inputs.begin(), request.inputs.end(),
                                               std::string(kStandardStream)) > 0);
}

/// Small pictures keep several cores busy only side by side; tiles do so by themselves.
MemoryPlan wanted_work(const ColorizeCall& call, std::size_t tasks) {
  const bool tiles = call.options.paint.size == colorize::kFullSize;
  const int jobs = tiles && call.work.jobs == 0 ? 1 : threads_or_cores(call.work.jobs);
  return {.jobs = std::clamp(jobs, 1, static_cast<int>(tasks)),
          .threads = threads_or_cores(call.work.threads),
          .tile_bytes = kTileBytes};
}

class Batcher {
 public:
  explicit Batcher(const ColorizeCall& call)
      : call_(call),
        batch_(plan_batch(call.batch)),
        model_(std::async(std::launch::async,
                          [&call] {
                            return std::make_shared<const model::TrainedModel>(
                                model::load(find_model(call.model)));
                          })),
        work_(planned()),
        library_({.threads = threads_per_job()}),
        interrupted_(interrupt_flag()),
        seats_(work_.jobs, [this] { return make_place(); }),
        report_(batch_, call.json) {}

  ExitCode run();

 private:
  [[nodiscard]] MemoryPlan planned();

  [[nodiscard]] Existing existing() const {
    return call_.force ? Existing::Replaced : Existing::Kept;
  }

  [[nodiscard]] int threads_per_job() const { return std::max(1, work_.threads / work_.jobs); }

  [[nodiscard]] std::unique_ptr<Place> make_place();
  void expect_first(colorize::Colorizer& colorizer) const;
  /// Waits until it is made.
  static colorize::Colorizer& colorizer_of(const Seat& seat);
  void work();
  TaskResult attempt(const Task& task);
  TaskResult perform(const Task& task);
  /// Of a task whose target exists, from the start or by another's work meanwhile.
  [[nodiscard]] TaskResult passed_over(const Task& task) const;
  std::vector<std::string> write(const Task& task,
                                 const colorize::Colorized& colorized,
                                 Seat& seat);

  const ColorizeCall& call_;
  Batch batch_;
  std::shared_future<std::shared_ptr<const model::TrainedModel>> model_;
  MemoryPlan work_;
  image::Library library_;
  const std::atomic<bool>& interrupted_;
  Seats<Place> seats_;
  BatchReport report_;
  std::atomic<std::size_t> next_ = 0;
};

MemoryPlan Batcher::planned() {
  const MemoryPlan wanted = wanted_work(call_, batch_.tasks.size());
  if (call_.work.memory.empty()) return wanted;
  const std::int64_t bytes = bytes_of("memory", call_.work.memory);
  return plan_memory(bytes, *model_.get(), call_.options.paint, wanted);
}

std::unique_ptr<Place> Batcher::make_place() {
  const auto pause = [this] {
    if (interrupted_) throw Interrupted();
  };
  return std::make_unique<Place>(std::async(std::launch::async, [this, pause] {
    auto colorizer = std::make_unique<colorize::Colorizer>(
        model_.get(), call_.options,
        colorize::Means{
            .threads = threads_per_job(), .tile_bytes = work_.tile_bytes, .pause = pause});
    expect_first(*colorizer);
    return colorizer;
  }));
}

/// Has the weights packed while the first picture is decoded, which keeps one core busy.
void Batcher::expect_first(colorize::Colorizer& colorizer) const {
  const Task& first = batch_.tasks.front();
  // A pipe can be read but once.
  if (std::error_code ignored; !fs::is_regular_file(first.input, ignored)) return;
  try {
    const image::Picture picture = image::open(source_of(first), call_.limits);
    colorizer.expect({picture.width(), picture.height()});
  } catch (const std::exception&) {
    // Whatever is wrong is told of when the picture's turn comes.
  }
}

colorize::Colorizer& Batcher::colorizer_of(const Seat& seat) {
  try {
    return *seat.tool().get();
  } catch (...) {
    throw NotReady{std::current_exception()};
  }
}

/// The warnings. The seat is left as soon as there is nothing to do but to wait for the disk.
std::vector<std::string> Batcher::write(const Task& task,
                                        const colorize::Colorized& colorized,
                                        Seat& seat) {
  const image::Picture& picture = colorized.picture;
  const auto progress = [this](double share) {
    if (interrupted_) throw Interrupted();
    report_.progress(share);
  };
  const bool to_stdout = task.target == kStandardStream;
  if (!to_stdout && std::int64_t{picture.width()} * picture.height() > kPixelsInMemory) {
    make_folder(task.target.parent_path());
    image::SaveOptions save = call_.save;
    save.existing = existing();
    return image::save(picture, task.target, save, colorized.provenance, progress).warnings;
  }
  const image::Format format = to_stdout ? picture.format() : image::format_of(task.target);
  image::Encoded encoded =
      image::encode(picture, format, call_.save, colorized.provenance, progress);
  seat.leave();
  if (to_stdout) {
    write_standard_output(encoded.bytes);
  } else {
    make_folder(task.target.parent_path());
    write_file(task.target, encoded.bytes, existing());
  }
  return std::move(encoded.report.warnings);
}

TaskResult Batcher::passed_over(const Task& task) const {
  if (call_.skip_existing) return {.status = Status::Skipped};
  throw InputError(
      fmt::format("'{}' exists already; --force overwrites it, --skip-existing passes over it",
                  task.target.string()));
}

TaskResult Batcher::perform(const Task& task) {
  if (!task.failure.empty()) throw IoError(task.failure);
  const bool to_stdout = task.target == kStandardStream;
  if (!to_stdout && fs::exists(task.target) && !call_.force) return passed_over(task);
  if (!to_stdout) static_cast<void>(image::format_of(task.target));
  Seat seat = seats_.take();
  if (interrupted_) throw Interrupted();
  const Stopwatch watch;
  const colorize::Reading reading =
      colorize::read(source_of(task), call_.options.paint, call_.limits);
  const colorize::Colorized colorized = colorizer_of(seat).colorize(reading);
  try {
    return {.warnings = write(task, colorized, seat),
            .width = colorized.picture.width(),
            .height = colorized.picture.height(),
            .seconds = watch.seconds(),
            .network_seconds =
                colorized.full ? colorized.full->network_seconds() : colorized.network_seconds};
  } catch (const FileExists&) {
    return passed_over(task);
  }
}

TaskResult Batcher::attempt(const Task& task) {
  try {
    return perform(task);
  } catch (const Interrupted&) {
    throw;
  } catch (const ModelError& error) {
    return {.status = Status::Failed, .error = error.what(), .code = ExitCode::BadModel};
  } catch (const Error& error) {
    return {.status = Status::Failed, .error = error.what(), .code = ExitCode::BadInput};
  } catch (const fs::filesystem_error& error) {
    return {.status = Status::Failed, .error = message_of(error), .code = ExitCode::BadInput};
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

void Batcher::work() {
  while (!interrupted_) {
    const std::size_t index = next_++;
    if (index >= batch_.tasks.size()) return;
    try {
      report_.add(index, attempt(batch_.tasks[index]));
    } catch (const Interrupted&) {
      return;
    }
  }
}

ExitCode Batcher::run() {
  const auto tasks = static_cast<int>(batch_.tasks.size());
  const int workers = std::min(tasks, work_.jobs + (tasks > work_.jobs ? kAtDisk : 0));
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(workers));
  {
    std::vector<std::jthread> threads;
    for (std::exception_ptr& failure : failures) {
      threads.emplace_back([this, &failure] {
        try {
          work();
        } catch (const NotReady& not_ready) {
          failure = not_ready.cause;
        } catch (...) {
          failure = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  // A model that does not do is told of even where no picture needed it.
  if (!interrupted_) static_cast<void>(seats_.take().tool().get());
  return report_.finish(interrupted_);
}

}  // namespace

ExitCode colorize_batch(const ColorizeCall& call) {
  if (call.force && call.skip_existing) {
    throw InputError("--force and --skip-existing exclude each other");
  }
  if (call.json && writes_standard_output(call.batch)) {
    throw InputError(
        "the picture and the lines of --json would both go to standard output: give the picture a "
        "name with -o FILE");
  }
  validate(call.work);
  validate(call.options);
  validate(call.save);
  validate(call.limits);
  return Batcher(call).run();
}

}  // namespace autochrome::cli
