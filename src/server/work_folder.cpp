#include "server/work_folder.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/json_text.h"
#include "http/id.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = "autochrome.txt";
constexpr std::string_view kMarkText = "autochrome work 1\n";

std::string name_of(const fs::path& path) { return path.filename().string(); }

/// "7", "7.png", and ".7.png.…" of an AtomicFile.
bool is_scratch_name(std::string_view name) {
  if (name.starts_with('.')) name.remove_prefix(1);
  const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
  return digits > 0 && (digits == name.size() || name[digits] == '.');
}

/// A file of a job's own folder, or what AtomicFile left of one.
bool is_of_job(std::string_view name) {
  return name == "job.json" || name == "painting" || name.starts_with(".job.json.") ||
         name.starts_with(".painting.");
}

/// Removes the files in the folder that have such names, and nothing below it.
template <class IsOurs>
void remove_files(const fs::path& folder, const IsOurs& is_ours) noexcept {
  std::error_code failure;
  for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
       at.increment(failure)) {
    std::error_code ignored;
    if (is_ours(name_of(at->path())) && !at->is_directory(ignored)) {
      fs::remove(at->path(), ignored);
    }
  }
}

/// Leaves the folder itself where more lies in it.
void remove_job_folder(const fs::path& folder) noexcept {
  remove_files(folder, is_of_job);
  std::error_code ignored;
  fs::remove(folder, ignored);
}

/// The first entry whose name is none of ours; empty where there is none, or no folder.
template <class IsOurs>
fs::path stranger_in(const fs::path& folder, const IsOurs& is_ours) {
  if (!fs::exists(folder)) return {};
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!is_ours(name_of(entry.path()))) return entry.path();
  }
  return {};
}

/// What a server of before there were marks put at the top, or one that is just starting.
bool is_top_name(std::string_view name) {
  constexpr std::array<std::string_view, 4> kOurs = {"lock", "photos", "jobs", "scratch"};
  return std::ranges::find(kOurs, name) != kOurs.end() ||
         name.starts_with(fmt::format(".{}.", kMark));
}

/// Something in a folder without a mark that no server made; empty where there is no such thing.
fs::path stranger_in(const fs::path& folder) {
  // Every server made its lock before anything else; a disk of its own comes with "lost+found".
  const bool was_locked = fs::exists(folder / "lock");
  const auto is_top = [&](std::string_view name) {
    return name == "lost+found" || (was_locked && is_top_name(name));
  };
  for (const fs::path& found :
       {stranger_in(folder, is_top), stranger_in(folder / "photos", http::is_id),
        stranger_in(folder / "jobs", http::is_id),
        stranger_in(folder / "scratch", is_scratch_name)}) {
    if (!found.empty()) return found;
  }
  return {};
}

/// Throws InputError unless the folder is a server's or may become one.
void require_ours(const fs::path& folder) {
  const fs::path mark = folder / kMark;
  if (fs::exists(mark)) {
    const std::string text = read_file(mark);
    if (text == kMarkText) return;
    throw InputError(fmt::format("'{}' says \"{}\", not \"{}\": the folder is of another version",
                                 mark.string(), text.substr(0, text.find('\n')),
                                 kMarkText.substr(0, kMarkText.size() - 1)));
  }
  const fs::path stranger = stranger_in(folder);
  if (stranger.empty()) return;
  throw InputError(fmt::format(
      "'{}' lies in the folder to work in, and no server put it there; give --work DIR a folder "
      "that is empty or missing",
      stranger.string()));
}

/// Looked at before anything is written to it.
FileLock lock_in(const fs::path& folder) {
  require_ours(folder);
  make_folder(folder);
  return FileLock(folder / "lock");
}

void remove_file(const fs::path& path) noexcept {
  std::error_code ignored;
  fs::remove(path, ignored);
}

std::int64_t size_or_zero(const fs::path& path) {
  std::error_code failure;
  const auto size = fs::file_size(path, failure);
  return failure ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

WorkFolder::WorkFolder(fs::path folder, std::int64_t most_upload_bytes)
    : folder_(std::move(folder)), most_upload_bytes_(most_upload_bytes), lock_(lock_in(folder_)) {
  if (!lock_.held()) {
    throw IoError(fmt::format("another server uses the folder '{}'; give this one --work DIR",
                              folder_.string()));
  }
  if (!fs::exists(folder_ / kMark)) write_file(folder_ / kMark, kMarkText);
  for (const char* name : {"photos", "jobs", "scratch"}) make_folder(folder_ / name);
  remove_files(folder_ / "scratch", is_scratch_name);
}

fs::path WorkFolder::scratch_file() {
  return folder_ / "scratch" / std::to_string(next_scratch_++);
}

void WorkFolder::count_upload(std::int64_t bytes) {
  if ((upload_bytes_ += bytes) <= most_upload_bytes_ || bytes <= 0) return;
  throw Problem(kUnavailable,
                fmt::format("the uploads under way have more than {} bytes; try again in a moment",
                            most_upload_bytes_));
}

void WorkFolder::remove_scratch(const fs::path& file) const noexcept {
  const std::string name = name_of(file);
  remove_files(folder_ / "scratch", [&](const std::string& found) {
    return found == name || found.starts_with(name + ".") || found.starts_with("." + name + ".");
  });
}

fs::path WorkFolder::folder_of(const Job& job) const { return folder_ / "jobs" / job.id; }

fs::path WorkFolder::photo_file(const Job& job) const { return folder_ / "photos" / job.photo; }

fs::path WorkFolder::painting_file(const Job& job) const { return folder_of(job) / "painting"; }

Job WorkFolder::read_job(const fs::path& folder) const {
  Job job = job_of(parse_json(read_file(folder / "job.json")));
  if (job.id != folder.filename()) {
    throw InputError(fmt::format("its record says that it is the job '{}'", job.id));
  }
  if (!fs::exists(photo_file(job))) {
    job.state = JobState::Failed;
    job.error = Problem(http::kNotFound, "the photo is gone").to_json();
  }
  if (job.state == JobState::Done && !fs::exists(painting_file(job))) job.state = JobState::Queued;
  return job;
}

std::vector<Job> WorkFolder::read() const {
  std::vector<Job> jobs;
  std::set<std::string> photos;
  bool all_read = true;
  for (const auto& folder : fs::directory_iterator(folder_ / "jobs")) {
    if (!http::is_id(name_of(folder.path())) || !fs::is_directory(folder.symlink_status()))
      continue;
    std::error_code failure;
    if (fs::status(folder.path() / "job.json", failure).type() == fs::file_type::not_found) {
      remove_job_folder(folder.path());
      continue;
    }
    try {
      jobs.push_back(read_job(folder.path()));
      photos.insert(jobs.back().photo);
    } catch (const std::exception& error) {
      all_read = false;
      fmt::print(stderr, "autochrome: cannot use the job in '{}', which stays as it is: {}\n",
                 folder.path().string(), error.what());
    }
  }
  // What cannot be read may be the job of any of them.
  if (all_read) remove_photos_but(photos);
  return jobs;
}

void WorkFolder::remove_photos_but(const std::set<std::string>& kept) const {
  remove_files(folder_ / "photos",
               [&](const std::string& name) { return http::is_id(name) && !kept.contains(name); });
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

void WorkFolder::remove_photo(const Job& job) const noexcept { remove_file(photo_file(job)); }

void WorkFolder::remove_painting(const Job& job) const noexcept { remove_file(painting_file(job)); }

void WorkFolder::remove_job(const Job& job) const noexcept { remove_job_folder(folder_of(job)); }

}  // namespace autochrome::server
