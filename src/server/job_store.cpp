#include "server/job_store.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

namespace fs = std::filesystem;

/// What one painting and its job.json come to at most, reserved before they are there.
constexpr std::int64_t kRoomForJob = 1 << 20;

void make_folder(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) {
    throw IoError(
        fmt::format("cannot make the folder '{}': {}", folder.string(), failure.message()));
  }
}

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

std::int64_t size_or_zero(const fs::path& path) {
  std::error_code failure;
  const auto size = fs::file_size(path, failure);
  return failure ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

JobStore::JobStore(const StoreOptions& options, EventHub& events)
    : options_(options), events_(events) {
  make_folder(options_.folder);
  lock_folder();
  remove_quietly(options_.folder / "scratch");
  for (const char* name : {"photos", "jobs", "scratch"}) make_folder(options_.folder / name);
  read_folder();
}

JobStore::~JobStore() {
  if (lock_ >= 0) ::close(lock_);
}

void JobStore::lock_folder() {
  const fs::path path = options_.folder / "lock";
  lock_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) {
    throw IoError(fmt::format("cannot write '{}': {}", path.string(), std::strerror(errno)));
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(std::exchange(lock_, -1));
  throw IoError(fmt::format("another server uses the folder '{}'; give this one --work DIR",
                            options_.folder.string()));
}

void JobStore::read_job(const fs::path& folder) {
  try {
    Entry entry{.job = job_of(Json::parse(read_file(folder / "job.json"), nullptr, false))};
    Job& job = entry.job;
    if (job.id != folder.filename() || !fs::exists(photo_file(job))) {
      throw InputError("its photo is missing");
    }
    if (job.state == JobState::Done && !fs::exists(painting_file(job))) {
      job.state = JobState::Queued;
    }
    entry.own_bytes = size_or_zero(folder / "job.json") + size_or_zero(painting_file(job));
    Photo& photo = photos_[job.photo];
    if (photo.jobs++ == 0) bytes_ += photo.bytes = size_or_zero(photo_file(job));
    bytes_ += entry.own_bytes;
    next_number_ = std::max(next_number_, job.number + 1);
    jobs_.emplace(job.id, std::move(entry));
  } catch (const Error&) {
    remove_quietly(folder);
  }
}

void JobStore::read_folder() {
  for (const auto& folder : fs::directory_iterator(options_.folder / "jobs")) {
    read_job(folder.path());
  }
  remove_orphans();
  std::vector<Entry*> waiting;
  for (auto& [id, entry] : jobs_) {
    if (!entry.job.ended()) waiting.push_back(&entry);
  }
  std::ranges::sort(waiting, {}, [](const Entry* entry) { return entry->job.number; });
  for (Entry* entry : waiting) enqueue(*entry);
}

void JobStore::remove_orphans() {
  for (const auto& photo : fs::directory_iterator(options_.folder / "photos")) {
    if (!photos_.contains(photo.path().filename().string())) remove_quietly(photo.path());
  }
}

fs::path JobStore::scratch_file() {
  const std::lock_guard lock(mutex_);
  return options_.folder / "scratch" / std::to_string(next_scratch_++);
}

fs::path JobStore::folder_of(const std::string& id) const { return options_.folder / "jobs" / id; }

fs::path JobStore::photo_file(const Job& job) const {
  return options_.folder / "photos" / job.photo;
}

fs::path JobStore::painting_file(const Job& job) const { return folder_of(job.id) / "painting"; }

JobStore::Entry& JobStore::entry(const std::string& id) {
  const auto found = jobs_.find(id);
  if (found != jobs_.end()) return found->second;
  throw Problem(kNotFound, fmt::format("there is no job '{}'", id));
}

const JobStore::Entry& JobStore::entry(const std::string& id) const {
  return const_cast<JobStore*>(this)->entry(id);
}

Json JobStore::shown(const Entry& entry) const {
  const auto place = std::ranges::find(queue_, entry.job.id);
  return to_json(entry.job,
                 place == queue_.end() ? 0 : static_cast<std::size_t>(place - queue_.begin()));
}

void JobStore::publish(const Entry& entry) {
  events_.publish(
      {.kind = "job", .id = entry.job.id, .data = shown(entry), .last = entry.job.ended()});
}

void JobStore::write(Entry& entry) {
  write_file(folder_of(entry.job.id) / "job.json",
             to_record(entry.job).dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  const std::int64_t now =
      size_or_zero(folder_of(entry.job.id) / "job.json") + size_or_zero(painting_file(entry.job));
  bytes_ += now - std::exchange(entry.own_bytes, now);
}

void JobStore::enqueue(Entry& entry) {
  entry.job.state = JobState::Queued;
  entry.job.progress = 0;
  entry.job.error = nullptr;
  *entry.cancelled = false;
  queue_.push_back(entry.job.id);
  waiting_count_ = queue_.size();
}

void JobStore::erase_from_queue(const std::string& id) {
  std::erase(queue_, id);
  waiting_count_ = queue_.size();
}

void JobStore::make_room(std::int64_t bytes) {
  while (bytes_ + bytes > options_.keep_bytes) {
    const Entry* oldest = nullptr;
    for (const auto& [id, entry] : jobs_) {
      if (!entry.job.ended()) continue;
      if (oldest == nullptr || entry.job.number < oldest->job.number) oldest = &entry;
    }
    if (oldest == nullptr) {
      throw Problem(kNoSpace, fmt::format("{} bytes more would not fit into the {} kept here",
                                          bytes, options_.keep_bytes));
    }
    drop(std::string(oldest->job.id));
  }
}

Json JobStore::add_locked(Job job, const fs::path& upload) {
  if (queue_.size() >= static_cast<std::size_t>(options_.most_waiting)) {
    throw Problem(kTooMany,
                  fmt::format("{} jobs wait already; try again in a moment", queue_.size()));
  }
  // Held first, so that making room does not take the photo away.
  Photo& photo = photos_[job.photo];
  const bool fresh = photo.jobs++ == 0;
  const std::string id = job.id;
  try {
    make_room(kRoomForJob + (fresh ? job.bytes : 0));
    if (fresh) fs::rename(upload, photo_file(job));
    make_folder(folder_of(id));
    Entry& added = jobs_.emplace(id, Entry{.job = std::move(job)}).first->second;
    if (fresh) bytes_ += photo.bytes = added.job.bytes;
    write(added);
    enqueue(added);
    publish(added);
    return shown(added);
  } catch (const std::exception& error) {
    if (jobs_.contains(id)) {
      drop(id);
    } else if (--photo.jobs == 0) {
      photos_.erase(job.photo);
    }
    if (dynamic_cast<const Problem*>(&error) != nullptr) throw;
    throw Problem(kNoSpace, fmt::format("the job cannot be kept: {}", error.what()));
  }
}

Json JobStore::add(const Upload& upload, const JobOptions& options) {
  const std::lock_guard lock(mutex_);
  return add_locked({.id = new_id(),
                     .photo = upload.id,
                     .name = upload.name,
                     .created = time_text(),
                     .number = next_number_++,
                     .bytes = upload.bytes,
                     .options = options},
                    upload.file);
}

Json JobStore::add(const std::string& photo, const JobOptions& options) {
  const std::lock_guard lock(mutex_);
  const auto sibling =
      std::ranges::find_if(jobs_, [&](const auto& item) { return item.second.job.photo == photo; });
  if (sibling == jobs_.end()) {
    throw Problem(kNotFound, fmt::format("there is no photo '{}'; upload it again", photo));
  }
  const Job& known = sibling->second.job;
  return add_locked({.id = new_id(),
                     .photo = photo,
                     .name = known.name,
                     .created = time_text(),
                     .number = next_number_++,
                     .width = known.width,
                     .height = known.height,
                     .bits = known.bits,
                     .format = known.format,
                     .bytes = known.bytes,
                     .options = options},
                    {});
}

Job JobStore::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return entry(id).job;
}

Json JobStore::show(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return shown(entry(id));
}

Json JobStore::show_all() const {
  const std::lock_guard lock(mutex_);
  std::vector<const Entry*> entries;
  for (const auto& [id, entry] : jobs_) entries.push_back(&entry);
  std::ranges::sort(entries, std::greater(), [](const Entry* entry) { return entry->job.number; });
  Json jobs = Json::array();
  for (const Entry* entry : entries) jobs.push_back(shown(*entry));
  return {{"jobs", jobs}, {"bytes", bytes_}, {"limit", options_.keep_bytes}};
}

Json JobStore::set_look(const std::string& id, const color::LookOptions& look) {
  const std::lock_guard lock(mutex_);
  Entry& changed = entry(id);
  changed.job.options.colorize.look = look;
  write(changed);
  publish(changed);
  return shown(changed);
}

Json JobStore::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  Entry& wanted = entry(id);
  if (wanted.job.ended()) {
    throw Problem(kConflict, fmt::format("the job has ended: it is {}", name_of(wanted.job.state)));
  }
  *wanted.cancelled = true;
  erase_from_queue(id);
  wanted.job.state = JobState::Cancelled;
  write(wanted);
  publish(wanted);
  return shown(wanted);
}

Json JobStore::retry(const std::string& id) {
  const std::lock_guard lock(mutex_);
  Entry& wanted = entry(id);
  if (wanted.job.state != JobState::Failed && wanted.job.state != JobState::Cancelled) {
    throw Problem(kConflict, fmt::format("the job is {}; only what failed or was cancelled can be "
                                         "tried again",
                                         name_of(wanted.job.state)));
  }
  // Whoever still works on the cancelled attempt keeps the old mark.
  wanted.cancelled = std::make_shared<std::atomic<bool>>(false);
  enqueue(wanted);
  write(wanted);
  publish(wanted);
  return shown(wanted);
}

void JobStore::drop(const std::string& id) {
  const auto found = jobs_.find(id);
  *found->second.cancelled = true;
  erase_from_queue(id);
  const Job job = std::move(found->second.job);
  bytes_ -= found->second.own_bytes;
  jobs_.erase(found);
  remove_quietly(folder_of(id));
  Photo& photo = photos_.at(job.photo);
  if (--photo.jobs == 0) {
    bytes_ -= photo.bytes;
    remove_quietly(photo_file(job));
    photos_.erase(job.photo);
  }
  events_.publish({.kind = "removed", .id = id, .data = {{"id", id}}, .last = true});
}

void JobStore::remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  static_cast<void>(entry(id));
  drop(id);
}

void JobStore::remove_all() {
  const std::lock_guard lock(mutex_);
  while (!jobs_.empty()) drop(std::string(jobs_.begin()->first));
}

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
                             .photo = photo_file(next.job),
                             .name = next.job.name,
                             .painting = painting_file(next.job),
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
  Job& job = found->second.job;
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
    write(found->second);
  } catch (const IoError& error) {
    // The painting is there; only a restart would not know of it and paint again.
    job.warnings.emplace_back(fmt::format("the job could not be noted on disk: {}", error.what()));
  }
  publish(found->second);
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
    entry.job.state = JobState::Failed;
    entry.job.error = problem.to_json();
  }
  try {
    write(entry);
  } catch (const IoError&) {
    // It failed for want of room, most likely; a restart tries again.
  }
  publish(entry);
}

std::map<std::string, int> JobStore::counts() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, int> counts;
  for (const auto& [id, entry] : jobs_) ++counts[std::string(name_of(entry.job.state))];
  return counts;
}

std::int64_t JobStore::bytes_on_disk() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace autochrome::server
