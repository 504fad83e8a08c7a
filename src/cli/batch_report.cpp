#include "cli/batch_report.h"

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/json_text.h"

namespace autochrome::cli {

namespace {

using Status = TaskResult::Status;

constexpr int kPercent = 100;

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

}  // namespace

BatchReport::BatchReport(const Batch& batch, bool json)
    : batch_(batch),
      json_(json),
      line_(batch.single ? "colorizing" : "pictures",
            batch.single ? "%" : "pictures",
            batch.single ? kPercent : static_cast<std::int64_t>(batch.tasks.size())) {}

void BatchReport::add(std::size_t task, TaskResult result) {
  const std::lock_guard lock(mutex_);
  int& count = result.status == Status::Done      ? done_
               : result.status == Status::Skipped ? skipped_
                                                  : failed_;
  ++count;
  if (result.status == Status::Failed) last_failure_ = result.code;
  waiting_.emplace(task, std::move(result));
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; ++next_) {
    tell(batch_.tasks[next_], first->second);
    first = waiting_.erase(first);
  }
  if (!batch_.single) line_.update(done_ + skipped_ + failed_);
}

void BatchReport::progress(double share) {
  if (!batch_.single) return;
  const std::lock_guard lock(mutex_);
  line_.update(static_cast<std::int64_t>(share * kPercent));
}

void BatchReport::tell(const Task& task, const TaskResult& result) {
  line_.clear();
  if (result.status == Status::Failed) fmt::print(stderr, "autochrome: {}\n", result.error);
  for (const std::string& warning : result.warnings) {
    fmt::print(stderr, "autochrome: {}: {}\n", task.input.string(), warning);
  }
  if (json_) {
    fmt::print("{}\n", json_text(json_of(task, result)));
    std::fflush(stdout);
  } else if (result.status == Status::Done && task.target != kStandardStream) {
    fmt::print(stderr, "{} → {} ({:.1f} s)\n", task.input.string(), task.target.string(),
               result.seconds);
  }
}

ExitCode BatchReport::finish(bool interrupted) {
  const std::lock_guard lock(mutex_);
  for (const auto& [task, result] : waiting_) tell(batch_.tasks[task], result);
  waiting_.clear();
  line_.clear();
  if (!batch_.single || interrupted) {
    fmt::print(stderr, "{} colorized, {} skipped, {} failed{}\n", done_, skipped_, failed_,
               interrupted ? "; interrupted" : "");
  }
  if (interrupted) return ExitCode::Interrupted;
  if (failed_ == 0) return ExitCode::Done;
  return batch_.single ? last_failure_ : ExitCode::SomeFailed;
}

}  // namespace autochrome::cli
