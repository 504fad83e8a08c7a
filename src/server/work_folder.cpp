#include "server/work_folder.h"

#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/json_text.h"

namespace autochrome::server {

namespace {

namespace fs = std::filesystem;

FileLock lock_in(const fs::path& folder) {
  make_folder(folder);
  return FileLock(folder / "lock");
}

void remove_quietly(const fs::path& path) noexcept {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

std::int64_t size_or_zero(const fs::path& path) {
  std::error_code failure;
  const auto size = fs::file_size(path, failure);
  return failure ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

WorkFolder::WorkFolder(fs::path folder) : folder_(std::move(folder)), lock_(lock_in(folder_)) {
  if (!lock_.held()) {
    throw IoError(fmt::format("another server uses the folder '{}'; give this one --work DIR",
                              folder_.string()));
  }
  remove_quietly(folder_ / "scratch");
  for (const char* name : {"photos", "jobs", "scratch"}) make_folder(folder_ / name);
}

fs::path WorkFolder::scratch_file() {
  return folder_ / "scratch" / std::to_string(next_scratch_++);
}

void WorkFolder::remove_scratch(const fs::path& file) const noexcept {
  const std::string name = file.filename().string();
  std::error_code failure;
  for (fs::directory_iterator at(folder_ / "scratch", failure), end; !failure && at != end;
       at.increment(failure)) {
    const std::string found = at->path().filename().string();
    if (found == name || found.starts_with(name + ".") || found.starts_with("." + name + ".")) {
      remove_quietly(at->path());
    }
  }
}

fs::path WorkFolder::folder_of(const Job& job) const { return folder_ / "jobs" / job.id; }

fs::path WorkFolder::photo_file(const Job& job) const { return folder_ / "photos" / job.photo; }

fs::path WorkFolder::painting_file(const Job& job) const { return folder_of(job) / "painting"; }

Job WorkFolder::read_job(const fs::path& folder) const {
  Job job = job_of(parse_json(read_file(folder / "job.json")));
  if (job.id != folder.filename() || !fs::exists(photo_file(job))) {
    throw InputError(fmt::format("'{}' is no job with a photo", folder.string()));
  }
  if (job.state == JobState::Done && !fs::exists(painting_file(job))) job.state = JobState::Queued;
  return job;
}

std::vector<Job> WorkFolder::read() {
  std::vector<Job> jobs;
  std::set<std::string> photos;
  for (const auto& folder : fs::directory_iterator(folder_ / "jobs")) {
    try {
      jobs.push_back(read_job(folder.path()));
      photos.insert(jobs.back().photo);
    } catch (const Error&) {
      remove_quietly(folder.path());
    }
  }
  for (const auto& photo : fs::directory_iterator(folder_ / "photos")) {
    if (!photos.contains(photo.path().filename().string())) remove_quietly(photo.path());
  }
  return jobs;
}

std::int64_t WorkFolder::photo_bytes(const Job& job) const { return size_or_zero(photo_file(job)); }

std::int64_t WorkFolder::job_bytes(const Job& job) const {
  return size_or_zero(folder_of(job) / "job.json") + size_or_zero(painting_file(job));
}

void WorkFolder::take_photo(const fs::path& upload, const Job& job) const {
  fs::rename(upload, photo_file(job));
}

void WorkFolder::write(const Job& job) const {
  make_folder(folder_of(job));
  write_file(folder_of(job) / "job.json", json_text(to_record(job), 1) + "\n");
}

void WorkFolder::remove_photo(const Job& job) const noexcept { remove_quietly(photo_file(job)); }

void WorkFolder::remove_job(const Job& job) const noexcept { remove_quietly(folder_of(job)); }

}  // namespace autochrome::server
