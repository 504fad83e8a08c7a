// The jobs, in memory and in the work folder (work_folder.h). The folder is bounded: when a job is
// added and when its painting is there, the oldest jobs that have ended go until all fits, each
// photo with its last job.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/event_hub.h"
#include "server/job.h"
#include "server/pool.h"
#include "server/problem.h"
#include "server/work_folder.h"

namespace autochrome::server {

struct StoreOptions {
  std::filesystem::path folder;
  std::int64_t keep_bytes = 0;
  std::int64_t upload_bytes = 0;  ///< of all uploads under way, beside what is kept
  int most_waiting = 1000;
};

/// A photo that lies in the scratch folder.
struct Upload {
  std::filesystem::path file;
  std::string id;  ///< of the photo
  std::int64_t bytes = 0;
  std::string name;
};

/// Any thread may use it.
class JobStore {
 public:
  /// Reads what an earlier server left: its waiting and running jobs wait again. Throws what
  /// WorkFolder does.
  JobStore(const StoreOptions& options, EventHub& events);

  /// Where the files lie.
  [[nodiscard]] WorkFolder& folder() noexcept { return folder_; }

  /// Takes the photo over. Throws Problem: 429 when too many jobs wait, 507 when there is no room.
  Json add(const Upload& upload, const JobOptions& options);
  /// A further job of a photo that is there; 404 otherwise.
  Json add(const std::string& photo, const JobOptions& options);

  /// Throws Problem 404.
  [[nodiscard]] Job find(const std::string& id) const;
  [[nodiscard]] Json show(const std::string& id) const;
  /// Newest first, with the bytes on disk and their limit.
  [[nodiscard]] Json show_all() const;

  /// Remembers a look.
  Json set_look(const std::string& id, const color::LookOptions& look);
  /// 409 for a job that has ended.
  Json cancel(const std::string& id);
  /// 409 for a job that has not ended badly.
  Json retry(const std::string& id);
  void remove(const std::string& id);
  void remove_all();

  /// For the pool.
  [[nodiscard]] bool any_waits() const noexcept { return waiting_count_ > 0; }

  [[nodiscard]] std::optional<Assignment> next_assignment();

  [[nodiscard]] std::map<std::string, int> counts() const;
  [[nodiscard]] std::int64_t bytes_on_disk() const;

 private:
  struct Entry {
    Job job;
    std::int64_t own_bytes = 0;  ///< of its folder
    std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);
  };

  struct Photo {
    std::int64_t bytes = 0;
    int jobs = 0;
  };

  void take_back(Job job);
  Json add_locked(Job job, const std::filesystem::path& upload);
  /// The jobs that have ended, oldest first, that must go for `bytes` more to fit. Throws Problem
  /// 507 where all of them together would not do.
  [[nodiscard]] std::vector<std::string> jobs_in_the_way(std::int64_t bytes,
                                                         const std::string& spared) const;
  /// Drops them, or nothing and throws. `spared` stays in any case.
  void make_room(std::int64_t bytes, const std::string& spared = {});
  /// Throws IoError.
  void write(Entry& entry);
  /// Counts the bytes of the job's folder anew.
  void measure(Entry& entry);
  /// Notes that the job failed.
  void fail(Entry& entry, const Problem& problem);
  void publish(const Entry& entry);
  void enqueue(Entry& entry);
  void erase_from_queue(const std::string& id);
  void drop(const std::string& id);
  [[nodiscard]] Entry& entry(const std::string& id);
  [[nodiscard]] const Entry& entry(const std::string& id) const;
  [[nodiscard]] Json shown(const Entry& entry) const;

  void progressed(const std::string& id, double share);
  void finished(const std::string& id, const Json& result);
  void failed(const std::string& id, const std::exception_ptr& failure);

  StoreOptions options_;
  EventHub& events_;
  WorkFolder folder_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry> jobs_;
  std::map<std::string, Photo> photos_;
  std::deque<std::string> queue_;  ///< ids, first come first served
  std::atomic<std::size_t> waiting_count_ = 0;
  std::int64_t next_number_ = 1;
  std::int64_t bytes_ = 0;
};

}  // namespace autochrome::server
