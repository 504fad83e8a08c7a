// The folder that outlives the server:
//
//   work/autochrome.txt   says that the folder is a server's
//   work/photos/ID        an uploaded photo, byte for byte
//   work/jobs/ID/job.json what is known of a job
//   work/jobs/ID/painting the colours its network found (colorize/painting.h)
//   work/scratch/NUMBER   what is being uploaded or sent; emptied at every start
//
// Nothing is removed but files with these very names: whatever else lies there is somebody's.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/file_lock.h"
#include "server/job.h"

namespace autochrome::server {

/// Names and files only; which jobs there are and for how long is for others to know. Any thread
/// may use it, one at a time for the same job or photo.
class WorkFolder {
 public:
  /// Makes what is missing. Throws InputError when the folder holds what no server made, IoError
  /// when it cannot be used or another server uses it.
  WorkFolder(std::filesystem::path folder, std::int64_t most_upload_bytes);
  /// A path in the scratch folder that nobody else has.
  [[nodiscard]] std::filesystem::path scratch_file();
  /// Counts bytes of an upload, which come with a positive sign and go with a negative one. Throws
  /// Problem 503 when all uploads together have too many; they are counted all the same.
  void count_upload(std::int64_t bytes);
  /// Removes a scratch file and what was made from its name, as far as a worker came that died or
  /// found the disk full: "7", "7.png", and the unfinished ".7.png…" of an AtomicFile.
  void remove_scratch(const std::filesystem::path& file) const noexcept;

  [[nodiscard]] std::filesystem::path photo_file(const Job& job) const;
  [[nodiscard]] std::filesystem::path painting_file(const Job& job) const;

  /// The jobs an earlier server left, in no order; those that are done and have lost their painting
  /// are queued, those whose photo is gone have failed. A job that cannot be read stays where it
  /// is, for the next start, and is told of on standard error. Removes jobs of which nothing was
  /// written and photos without a job, these only where every job could be read.
  [[nodiscard]] std::vector<Job> read() const;

  [[nodiscard]] std::int64_t photo_bytes(const Job& job) const;
  /// Of the job's own folder.
  [[nodiscard]] std::int64_t job_bytes(const Job& job) const;

  /// Moves an uploaded file to where the job's photo lies. Throws
  /// std::filesystem::filesystem_error.
  void take_photo(const std::filesystem::path& upload, const Job& job) const;
  /// Throws IoError.
  void write(const Job& job) const;

  void remove_photo(const Job& job) const noexcept;
  void remove_painting(const Job& job) const noexcept;
  void remove_job(const Job& job) const noexcept;

 private:
  [[nodiscard]] Job read_job(const std::filesystem::path& folder) const;
  void remove_photos_but(const std::set<std::string>& kept) const;
  [[nodiscard]] std::filesystem::path folder_of(const Job& job) const;

  std::filesystem::path folder_;
  std::int64_t most_upload_bytes_;
  std::atomic<std::int64_t> upload_bytes_ = 0;
  std::atomic<std::int64_t> next_scratch_ = 1;
  FileLock lock_;
};

/// A scratch file of one request, removed with it.
class Scratch {
 public:
  explicit Scratch(WorkFolder& folder) : Scratch(folder, folder.scratch_file()) {}

  Scratch(WorkFolder& folder, std::filesystem::path file)
      : folder_(folder), file_(std::move(file)) {}

  ~Scratch() {
    folder_.remove_scratch(file_);
    if (uploaded_ > 0) folder_.count_upload(-uploaded_);
  }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

  /// To be called before bytes of an upload are written to it. Throws as count_upload.
  void expect(std::size_t bytes) {
    uploaded_ += static_cast<std::int64_t>(bytes);
    folder_.count_upload(static_cast<std::int64_t>(bytes));
  }

 private:
  WorkFolder& folder_;
  std::int64_t uploaded_ = 0;
  std::filesystem::path file_;
};

}  // namespace autochrome::server
