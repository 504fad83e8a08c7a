// What a batch tells people and programs, in the order in which the pictures were given, whichever
// is finished first.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/progress_line.h"
#include "cli/batch.h"
#include "cli/exit_code.h"

namespace autochrome::cli {

struct TaskResult {
  enum class Status { Done, Skipped, Failed };

  Status status = Status::Done;
  std::string error = {};
  ExitCode code = ExitCode::Done;
  std::vector<std::string> warnings = {};
  int width = 0;
  int height = 0;
  double seconds = 0;
  double network_seconds = 0;
};

/// Any thread may call any function.
class BatchReport {
 public:
  /// `batch` outlives the report. With `json` results are lines of JSON on standard output.
  BatchReport(const Batch& batch, bool json);

  /// The one result of this task. What it says waits for the tasks before it.
  void add(std::size_t task, TaskResult result);

  /// How far the only picture of a batch is, from 0 to 1.
  void progress(double share);

  /// Tells what still waits for a task that has no result, and the sum of all.
  [[nodiscard]] ExitCode finish(bool interrupted);

 private:
  void tell(const Task& task, const TaskResult& result);

  const Batch& batch_;
  bool json_;
  std::mutex mutex_;  ///< guards everything below
  ProgressLine line_;
  std::map<std::size_t, TaskResult> waiting_;
  std::size_t next_ = 0;
  int done_ = 0;
  int skipped_ = 0;
  int failed_ = 0;
  ExitCode last_failure_ = ExitCode::Done;
};

}  // namespace autochrome::cli
