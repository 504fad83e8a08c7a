#include "server/job.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/error.h"
#include "http/id.h"

namespace autochrome::server {

namespace {

constexpr std::size_t kMostNameBytes = 200;

constexpr std::array<std::pair<JobState, std::string_view>, 5> kStates = {
    {{JobState::Queued, "queued"},
     {JobState::Running, "running"},
     {JobState::Done, "done"},
     {JobState::Failed, "failed"},
     {JobState::Cancelled, "cancelled"}}};

JobState state_named(std::string_view name) {
  for (const auto& [state, known] : kStates) {
    if (known == name) return state;
  }
  throw InputError(fmt::format("there is no job state '{}'", name));
}

/// Cut before the character that does not fit whole.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

}  // namespace

std::string_view name_of(JobState state) noexcept {
  for (const auto& [known, name] : kStates) {
    if (known == state) return name;
  }
  return "";
}

Json to_json(const Job& job, std::size_t position) {
  return {{"id", job.id},
          {"photo", job.photo},
          {"name", job.name},
          {"state", name_of(job.state)},
          {"progress", job.progress},
          {"position", position},
          {"created", job.created},
          {"width", job.width},
          {"height", job.height},
          {"bits", job.bits},
          {"format", job.format},
          {"bytes", job.bytes},
          {"options", autochrome::to_json(job.options)},
          {"warnings", job.warnings},
          {"seconds", {{"network", job.network_seconds}, {"total", job.total_seconds}}},
          {"error", job.error}};
}

Json to_record(const Job& job) {
  Json record = to_json(job, 0);
  record["number"] = job.number;
  return record;
}

Job job_of(const Json& record) {
  try {
    Job job{.id = record.at("id").get<std::string>(),
            .photo = record.at("photo").get<std::string>(),
            .name = record.at("name").get<std::string>(),
            .state = state_named(record.at("state").get<std::string>()),
            .progress = record.at("progress").get<double>(),
            .created = record.at("created").get<std::string>(),
            .number = record.at("number").get<std::int64_t>(),
            .width = record.at("width").get<int>(),
            .height = record.at("height").get<int>(),
            .bits = record.at("bits").get<int>(),
            .format = record.at("format").get<std::string>(),
            .bytes = record.at("bytes").get<std::int64_t>(),
            .options = {},
            .warnings = record.at("warnings").get<std::vector<std::string>>(),
            .network_seconds = record.at("seconds").at("network").get<double>(),
            .total_seconds = record.at("seconds").at("total").get<double>(),
            .error = record.at("error")};
    from_json(record.at("options"), job.options);
    if (!http::is_id(job.id) || !http::is_id(job.photo)) throw InputError("its ids are none");
    return job;
  } catch (const Json::exception& error) {
    throw InputError(fmt::format("no job: {}", error.what()));
  }
}

std::string harmless_name(std::string_view name) {
  if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos) {
    name.remove_prefix(slash + 1);
  }
  std::string kept;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool harmful = byte < 0x20 || byte == 0x7F ||
                         std::string_view("\"*:<>?|").find(c) != std::string_view::npos;
    if (!harmful) kept += c;
  }
  // Neither hidden nor a folder.
  kept.erase(0, kept.find_first_not_of('.'));
  const std::string_view short_enough = cut(kept, kMostNameBytes);
  return short_enough.empty() ? "photo" : std::string(short_enough);
}

std::string time_text() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace autochrome::server
