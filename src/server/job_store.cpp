#include "server/job_store.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "http/id.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

namespace fs = std::filesystem;

/// For job.json and the painting's header.
constexpr std::int64_t kRoomForWords = 1 << 16;
/// What networks see where the size is the model's own, which only the workers know.
constexpr int kUsualSide = 256;
/// Networks see no more than the guide has (colorize::guide_of).
constexpr int kMostSide = 1280;

/// What a job adds to the folder, reserved before its painting is there: three planes of float32 as
/// the network sees them.
std::int64_t room_for(const Job& job) {
  const int asked = job.options.colorize.paint.size;
  int side = std::min(asked == 0 ? kUsualSide : asked, kMostSide);
  if (job.width > 0) side = std::min(side, std::max(job.width, job.height));
  return 3 * static_cast<std::int64_t>(sizeof(float)) * side * side + kRoomForWords;
}

}  // namespace

JobStore::JobStore(const StoreOptions& options, EventHub& events)
    : options_(options), events_(events), folder_(options.folder, options.upload_bytes) {
  for (Job& job : folder_.read()) take_back(std::move(job));
  std::vector<Entry*> waiting;
  for (auto& [id, entry] : jobs_) {
    if (!entry.job.ended()) waiting.push_back(&entry);
  }
  std::ranges::sort(waiting, {}, [](const Entry* entry) { return entry->job.number; });
  for (Entry* entry : waiting) enqueue(*entry);
}

void JobStore::take_back(Job job) {
  Entry entry{.job = std::move(job)};
  entry.own_bytes = folder_.job_bytes(entry.job);
  Photo& photo = photos_[entry.job.photo];
  if (photo.jobs++ == 0) bytes_ += photo.bytes = folder_.photo_bytes(entry.job);
  bytes_ += entry.own_bytes;
  next_number_ = std::max(next_number_, entry.job.number + 1);
  const std::string id = entry.job.id;
  jobs_.emplace(id, std::move(entry));
}

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
  folder_.write(entry.job);
  measure(entry);
}

void JobStore::measure(Entry& entry) {
  const std::int64_t now = folder_.job_bytes(entry.job);
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

std::vector<std::string> JobStore::jobs_in_the_way(std::int64_t bytes,
                                                   const std::string& spared) const {
  std::int64_t missing = bytes_ + bytes - options_.keep_bytes;
  if (missing <= 0) return {};
  std::vector<const Entry*> ended;
  for (const auto& [id, entry] : jobs_) {
    if (entry.job.ended() && id != spared) ended.push_back(&entry);
  }
  std::ranges::sort(ended, {}, [](const Entry* entry) { return entry->job.number; });
  std::vector<std::string> ids;
  std::map<std::string, int> gone;  // jobs of a photo
  for (const Entry* entry : ended) {
    if (missing <= 0) break;
    ids.push_back(entry->job.id);
    missing -= entry->own_bytes;
    const Photo& photo = photos_.at(entry->job.photo);
    if (++gone[entry->job.photo] == photo.jobs) missing -= photo.bytes;
  }
  if (missing <= 0) return ids;
  throw Problem(
      kNoSpace,
      fmt::format("{} bytes too many for the {} that --keep allows, even without the jobs "
                  "that have ended",
                  missing, options_.keep_bytes));
}

void JobStore::make_room(std::int64_t bytes, const std::string& spared) {
  for (const std::string& id : jobs_in_the_way(bytes, spared)) drop(id);
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
    make_room(room_for(job) + (fresh ? job.bytes : 0));
    if (fresh) folder_.take_photo(upload, job);
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
    throw Problem(status_of_io_failure(), fmt::format("the job cannot be kept: {}", error.what()));
  }
}

Json JobStore::add(const Upload& upload, const JobOptions& options) {
  const std::lock_guard lock(mutex_);
  return add_locked({.id = http::new_id(),
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
  return add_locked({.id = http::new_id(),
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
  folder_.remove_job(job);
  Photo& photo = photos_.at(job.photo);
  if (--photo.jobs == 0) {
    bytes_ -= photo.bytes;
    folder_.remove_photo(job);
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
