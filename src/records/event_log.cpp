#include "records/event_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "records/tfrecord.h"

namespace autochrome::records {

namespace {

constexpr std::string_view kNameStart = "events.out.tfevents.";

double now_s() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(since_1970).count();
}

/// In the order in which they were written, which is that of their names.
std::vector<std::filesystem::path> event_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(kNameStart)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

struct Kept {
  std::size_t bytes = 0;
  int events = 0;  ///< besides the version
};

/// How much of a file's start is whole and not after `last_step`.
Kept kept_part(std::string_view bytes, std::int64_t last_step, const std::filesystem::path& path) {
  const auto version = first_record(bytes);
  if (!version || !is_version_event(version->payload)) {
    throw InputError(fmt::format("'{}' is not a TensorBoard event file", path.string()));
  }
  Kept kept{.bytes = version->size, .events = 0};
  while (const auto record = first_record(bytes.substr(kept.bytes))) {
    const auto step = step_of(record->payload);
    if (!step || *step > last_step) break;
    kept.bytes += record->size;
    ++kept.events;
  }
  return kept;
}

void cut(const std::filesystem::path& path, std::int64_t last_step) {
  const std::string bytes = read_file(path);
  const Kept kept = kept_part(bytes, last_step, path);
  if (kept.events == 0) {
    std::filesystem::remove(path);
  } else if (kept.bytes < bytes.size()) {
    AppendingFile(path).truncate(kept.bytes);
  }
}

/// The second in a file's name; 0 where there is none.
std::int64_t second_in(std::string_view name) {
  std::int64_t second = 0;
  if (!name.starts_with(kNameStart)) return second;
  name.remove_prefix(kNameStart.size());
  std::from_chars(name.data(), name.data() + name.size(), second);
  return second;
}

/// TensorBoard's own scheme, time, machine and process, with a time later than that of `previous`:
/// files are read in the order of their names.
std::string file_name(double wall_time_s, std::string_view previous) {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"localhost"};
  const auto second = std::max(static_cast<std::int64_t>(wall_time_s), second_in(previous) + 1);
  return fmt::format("{}{:010}.{}.{}.0", kNameStart, second, host.data(), ::getpid());
}

/// Makes the file that the log goes on in.
std::filesystem::path begin_file(const std::filesystem::path& folder, std::int64_t last_step) {
  const double time_s = now_s();
  std::string previous;
  for (const auto& path : event_files(folder)) {
    previous = path.filename().string();
    cut(path, last_step);
  }
  std::string start = framed(version_event(time_s));
  if (!previous.empty()) start += framed(restart_event({last_step + 1, time_s}));
  std::filesystem::path path = folder / file_name(time_s, previous);
  write_file(path, start);
  return path;
}

std::filesystem::path begin_log(const std::filesystem::path& folder, std::int64_t last_step) {
  try {
    make_folder(folder);
    return begin_file(folder, last_step);
  } catch (const std::filesystem::filesystem_error& error) {
    throw IoError(fmt::format("cannot write to '{}': {}", folder.string(), error.code().message()));
  }
}

}  // namespace

EventLog::EventLog(const std::filesystem::path& folder, std::int64_t last_step)
    : file_(begin_log(folder, last_step)) {}

void EventLog::append(std::int64_t step,
                      std::span<const Scalar> scalars,
                      std::span<const Picture> pictures) {
  file_.append(framed(summary_event({step, now_s()}, scalars, pictures)));
}

}  // namespace autochrome::records
