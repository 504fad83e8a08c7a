// A job: one photo coloured by one model. What the API shows and what lies in job.json.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "server/task.h"

namespace autochrome::server {

enum class JobState { Queued, Running, Done, Failed, Cancelled };

[[nodiscard]] std::string_view name_of(JobState state) noexcept;

struct Job {
  std::string id = {};     ///< http::new_id
  std::string photo = {};  ///< the first 16 of the SHA-256 of its bytes
  std::string name = {};   ///< as its owner calls it; never a path
  JobState state = JobState::Queued;
  double progress = 0;
  std::string created = {};  ///< "2026-11-24T21:00:00Z"
  std::int64_t number = 0;   ///< jobs have ascending numbers, in the order they came
  int width = 0;             ///< in pixels, 0 until known
  int height = 0;
  int bits = 8;
  std::string format = {};  ///< of the photo: "jpeg"
  std::int64_t bytes = 0;   ///< of the photo's file
  JobOptions options = {};
  std::vector<std::string> warnings = {};
  double network_seconds = 0;
  double total_seconds = 0;
  Json error = nullptr;  ///< a problem, when it failed

  [[nodiscard]] bool ended() const noexcept {
    return state != JobState::Queued && state != JobState::Running;
  }
};

/// As the API shows it; `position` is how many jobs wait before it.
[[nodiscard]] Json to_json(const Job& job, std::size_t position);

/// As it is kept, with its number.
[[nodiscard]] Json to_record(const Job& job);

/// Throws InputError when it is no job.
[[nodiscard]] Job job_of(const Json& record);

/// What is left of a client's name for a photo: the part behind the last slash, without what does
/// not belong in a name, at most 200 bytes; "photo" when nothing is.
[[nodiscard]] std::string harmless_name(std::string_view name);

/// The present, UTC: "2026-11-24T21:00:00Z".
[[nodiscard]] std::string time_text();

}  // namespace autochrome::server
