#include "server/pool.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include <fmt/format.h>

#include "server/problem.h"

namespace autochrome::server {

namespace {

constexpr auto kLook = std::chrono::milliseconds(100);
/// Clients that wait come first, but jobs are not starved by them.
constexpr int kMostAskedInARow = 4;

}  // namespace

struct Pool::Worker {
  std::optional<Zygote::Child> child;
};

Pool::Pool(Zygote& zygote, const PoolOptions& options, Jobs jobs)
    : zygote_(zygote), options_(options), jobs_(std::move(jobs)) {
  for (int i = 0; i < options.workers; ++i) threads_.emplace_back([this] { serve(); });
}

Pool::~Pool() { stop(std::chrono::seconds(0)); }

void Pool::call_for_jobs() {
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}

std::optional<Assignment> Pool::next() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !asked_.empty() || jobs_.wait(); });
      if (stopping_) return {};
      const bool job_is_due = asked_in_a_row_ >= kMostAskedInARow && jobs_.wait();
      if (!asked_.empty() && !job_is_due) {
        ++asked_in_a_row_;
        Assignment assignment = std::move(asked_.front());
        asked_.pop_front();
        ++figures_.busy;
        return assignment;
      }
      asked_in_a_row_ = 0;
    }
    if (std::optional<Assignment> job = jobs_.next()) {
      const std::lock_guard lock(mutex_);
      ++figures_.busy;
      return job;
    }
  }
}

void Pool::serve() {
  Worker worker;
  // Born before it is needed, so that its network is ready.
  try {
    worker.child = zygote_.spawn();
  } catch (const Error&) {
    // The first task will say so.
  }
  while (std::optional<Assignment> assignment = next()) {
    const auto start = Clock::now();
    work_on(*assignment, worker);
    const std::lock_guard lock(mutex_);
    --figures_.busy;
    figures_.seconds += std::chrono::duration<double>(Clock::now() - start).count();
  }
  if (!worker.child) return;
  try {
    static_cast<void>(zygote_.bury(worker.child->pid, true));
  } catch (const Error&) {
    // Without the zygote there are no workers: they end with it.
  }
}

void Pool::work_on(Assignment& assignment, Worker& worker) {
  try {
    const Json result = result_of(assignment, worker);
    {
      const std::lock_guard lock(mutex_);
      ++figures_.done;
    }
    assignment.done(result);
  } catch (const GivenBack&) {
    assignment.failed(std::current_exception());
  } catch (const ZygoteGone& error) {
    // The server ends (serve.cpp), and the task is as good as before.
    assignment.failed(std::make_exception_ptr(GivenBack(error.what())));
  } catch (const ModelError& error) {
    // The same where the models cannot be loaded.
    assignment.failed(std::make_exception_ptr(GivenBack(error.what())));
  } catch (const Problem&) {
    {
      const std::lock_guard lock(mutex_);
      ++figures_.failed;
    }
    assignment.failed(std::current_exception());
  } catch (const std::exception& error) {
    assignment.failed(std::make_exception_ptr(Problem(kUnavailable, error.what())));
  }
}

Json Pool::result_of(Assignment& assignment, Worker& worker) {
  const Json request = to_json(assignment.task);
  if (!worker.child) worker.child = zygote_.spawn();
  if (!worker.child->channel.send(request)) {
    // It died while idle; nobody's task is to blame.
    static_cast<void>(zygote_.bury(worker.child->pid, true));
    worker.child = zygote_.spawn();
    if (!worker.child->channel.send(request)) replace_dead(worker);
  }
  const auto deadline = Clock::now() + std::chrono::seconds(options_.seconds);
  for (;;) {
    try {
      const std::optional<Json> message = worker.child->channel.receive(Clock::now() + kLook);
      if (!message) replace_dead(worker);
      if (message->contains("done")) return message->at("done");
      if (message->contains("problem")) fail_as_told(*message, worker);
      if (assignment.progress) assignment.progress(message->value("progress", 0.0));
    } catch (const ChannelTimeout&) {
      // Nothing yet.
    }
    // After messages too: a worker that talks without end is no better than a silent one.
    check_patience(assignment, worker, deadline);
  }
}

void Pool::fail_as_told(const Json& message, Worker& worker) {
  const auto problem = std::make_exception_ptr(Problem::from_json(message.at("problem")));
  if (message.value("spent", false)) end(worker, problem);
  std::rethrow_exception(problem);
}

void Pool::check_patience(const Assignment& assignment,
                          Worker& worker,
                          Clock::time_point deadline) {
  const auto now = Clock::now();
  if (now >= deadline) {
    end(worker, std::make_exception_ptr(Problem(
                    kUnprocessable, fmt::format("'{}' took longer than {} s and was given up",
                                                assignment.task.name, options_.seconds))));
  }
  if (assignment.cancelled && *assignment.cancelled) {
    end(worker, std::make_exception_ptr(Problem(kConflict, "it was cancelled")));
  }
  bool over = false;
  {
    const std::lock_guard lock(mutex_);
    over = now >= last_moment_;
  }
  if (over) end(worker, std::make_exception_ptr(GivenBack("the server stops")));
}

void Pool::end(Worker& worker, const std::exception_ptr& reason) {
  static_cast<void>(zygote_.bury(worker.child->pid, true));
  worker.child.reset();
  std::rethrow_exception(reason);
}

void Pool::replace_dead(Worker& worker) {
  const Death death = zygote_.bury(worker.child->pid, true);
  worker.child.reset();
  {
    const std::lock_guard lock(mutex_);
    ++figures_.deaths;
  }
  worker.child = zygote_.spawn();
  if (death.signal == SIGXCPU) {
    throw Problem(kUnprocessable, "the picture took more processor time than one may have");
  }
  throw Problem(kInternal, fmt::format("the process that worked on the picture ended by {}; the "
                                       "picture may be damaged, no other is affected",
                                       death.words));
}

std::future<Json> Pool::ask(const Task& task, const std::shared_ptr<std::atomic<bool>>& mark) {
  auto promise = std::make_shared<std::promise<Json>>();
  const std::lock_guard lock(mutex_);
  if (stopping_) throw Problem(kUnavailable, "the server stops");
  if (asked_.size() >= static_cast<std::size_t>(options_.queue)) {
    throw Problem(kTooMany,
                  fmt::format("{} requests wait already; try again in a moment", asked_.size()));
  }
  asked_.push_back(
      {.task = task,
       .progress = {},
       .done = [promise](const Json& json) { promise->set_value(json); },
       .failed = [promise](const std::exception_ptr& failure) { promise->set_exception(failure); },
       .cancelled = mark});
  changed_.notify_one();
  return promise->get_future();
}

bool Pool::take_back(const std::shared_ptr<std::atomic<bool>>& mark) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(asked_, [&](const Assignment& one) { return one.cancelled == mark; }) > 0;
}

Json Pool::perform(const Task& task, const std::function<bool()>& deserted) {
  const auto mark = std::make_shared<std::atomic<bool>>(false);  // never set; tells it from others
  std::future<Json> result = ask(task, mark);
  while (deserted && result.wait_for(kLook) != std::future_status::ready) {
    if (!deserted()) continue;
    if (take_back(mark)) throw Problem(kDeserted, "the client went while it waited");
    break;  // what has begun is finished: to end a worker would cost more
  }
  try {
    return result.get();
  } catch (const GivenBack&) {
    throw Problem(kUnavailable, "the server stops");
  }
}

void Pool::stop(std::chrono::seconds grace) {
  std::deque<Assignment> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    last_moment_ = std::min(last_moment_, Clock::now() + grace);
    left.swap(asked_);
    changed_.notify_all();
  }
  for (const Assignment& assignment : left) {
    assignment.failed(std::make_exception_ptr(GivenBack("the server stops")));
  }
  threads_.clear();
}

PoolFigures Pool::figures() const {
  const std::lock_guard lock(mutex_);
  PoolFigures figures = figures_;
  figures.waiting = asked_.size();
  return figures;
}

}  // namespace autochrome::server
