// The workers as the server sees them: tasks go in, results come out, and a worker that dies costs
// its own task and is replaced. Two lanes: what a client waits for, bounded, and jobs, which the
// pool fetches when a worker has time.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/json.h"
#include "server/task.h"
#include "server/zygote.h"

namespace autochrome::server {

/// The server stops, and the task was not done: whoever gave it may give it again.
class GivenBack : public Error {
 public:
  using Error::Error;
};

/// A task with whom to tell of it. The functions are called from the pool's threads.
struct Assignment {
  Task task;
  std::function<void(double share)> progress;
  std::function<void(const Json& result)> done;
  std::function<void(std::exception_ptr failure)> failed;  ///< Problem or GivenBack
  std::shared_ptr<std::atomic<bool>> cancelled;            ///< looked at while it is worked on
};

struct PoolOptions {
  int workers = 1;
  int queue = 64;     ///< tasks that may wait while clients do
  int seconds = 120;  ///< that one may take
};

/// Figures for /metrics.
struct PoolFigures {
  std::size_t waiting = 0;
  int busy = 0;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::int64_t deaths = 0;
  double seconds = 0;  ///< spent on tasks, altogether
};

class Pool {
 public:
  /// `next_job` gives a job when asked, empty when none waits; `jobs_wait` says whether one does.
  struct Jobs {
    std::function<bool()> wait;
    std::function<std::optional<Assignment>()> next;
  };

  Pool(Zygote& zygote, const PoolOptions& options, Jobs jobs);
  /// Stops without grace.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Does the task while the caller waits. `deserted` is asked now and then, until a worker has the
  /// task, whether nobody wants it any more: its place is given back then. Throws Problem: of the
  /// task, 429 when too many wait, 499 when deserted, 503 while the server stops.
  [[nodiscard]] Json perform(const Task& task, const std::function<bool()>& deserted = {});

  /// Has the workers look for jobs.
  void call_for_jobs();

  /// Takes nothing more, gives what runs so much time, and what is left then back.
  void stop(std::chrono::seconds grace);

  [[nodiscard]] PoolFigures figures() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Worker;

  void serve();
  [[nodiscard]] std::optional<Assignment> next();
  [[nodiscard]] std::future<Json> ask(const Task& task,
                                      const std::shared_ptr<std::atomic<bool>>& mark);
  [[nodiscard]] bool take_back(const std::shared_ptr<std::atomic<bool>>& mark);
  void work_on(Assignment& assignment, Worker& worker);
  [[nodiscard]] Json result_of(Assignment& assignment, Worker& worker);
  [[noreturn]] void fail_as_told(const Json& message, Worker& worker);
  [[noreturn]] void replace_dead(Worker& worker);
  [[noreturn]] void end(Worker& worker, const std::exception_ptr& reason);
  void check_patience(const Assignment& assignment, Worker& worker, Clock::time_point deadline);

  Zygote& zygote_;
  PoolOptions options_;
  Jobs jobs_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Assignment> asked_;
  int asked_in_a_row_ = 0;
  bool stopping_ = false;
  Clock::time_point last_moment_ = Clock::time_point::max();  ///< for what runs while it stops
  PoolFigures figures_;
  std::vector<std::jthread> threads_;
};

}  // namespace autochrome::server
