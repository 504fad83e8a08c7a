// The job store as the pool sees it: which job is next, and what became of it.
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "server/job_store.h"
#include "server/problem.h"

namespace autochrome::server {

std::optional<Assignment> JobStore::next_assignment() {
  const std::lock_guard lock(mutex_);
  if (queue_.empty()) return {};
  const std::string id = queue_.front();
  queue_.pop_front();
  waiting_count_ = queue_.size();
  Entry& next = entry(id);
  next.job.state = JobState::Running;
  publish(next);
  const auto mark = next.cancelled;
  return Assignment{.task = {.kind = Task::Kind::Paint,
                             .photo = folder_.photo_file(next.job),
                             .name = next.job.name,
                             .painting = folder_.painting_file(next.job),
                             .options = next.job.options},
                    .progress =
                        [this, id, mark](double share) {
                          if (!*mark) progressed(id, share);
                        },
                    .done =
                        [this, id, mark](const Json& result) {
                          if (!*mark) finished(id, result);
                        },
                    .failed =
                        [this, id, mark](const std::exception_ptr& failure) {
                          if (!*mark) failed(id, failure);
                        },
                    .cancelled = mark};
}

void JobStore::progressed(const std::string& id, double share) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  found->second.job.progress = share;
  publish(found->second);
}

void JobStore::finished(const std::string& id, const Json& result) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  Entry& entry = found->second;
  Job& job = entry.job;
  job.state = JobState::Done;
  job.progress = 1;
  job.width = result.at("width").get<int>();
  job.height = result.at("height").get<int>();
  job.bits = result.at("bits").get<int>();
  job.format = result.at("format").get<std::string>();
  job.warnings = result.at("warnings").get<std::vector<std::string>>();
  job.network_seconds = result.at("seconds").at("network").get<double>();
  job.total_seconds = result.at("seconds").at("total").get<double>();
  try {
    write(entry);
  } catch (const IoError& error) {
    // The painting is there; only a restart would not know of it and paint again.
    job.warnings.emplace_back(fmt::format("the job could not be noted on disk: {}", error.what()));
    measure(entry);
  }
  try {
    make_room(0, id);
  } catch (const Problem& problem) {
    folder_.remove_painting(job);
    return fail(entry, problem);
  }
  publish(entry);
}

void JobStore::failed(const std::string& id, const std::exception_ptr& failure) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  Entry& entry = found->second;
  try {
    std::rethrow_exception(failure);
  } catch (const GivenBack&) {
    entry.job.state = JobState::Queued;
    return;
  } catch (const Problem& problem) {
    fail(entry, problem);
  }
}

void JobStore::fail(Entry& entry, const Problem& problem) {
  entry.job.state = JobState::Failed;
  entry.job.error = problem.to_json();
  try {
    write(entry);
  } catch (const IoError&) {
    // It failed for want of room, most likely; a restart tries again.
    measure(entry);
  }
  publish(entry);
}

}  // namespace autochrome::server
