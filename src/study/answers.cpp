#include "study/answers.h"

#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/json_text.h"

namespace autochrome::study {

namespace {

namespace fs = std::filesystem;

Json json_of(const Answer& answer) {
  return {{"participant", answer.participant},
          {"number", answer.number},
          {"kind", name_of(answer.trial.kind)},
          {"picture", answer.trial.picture},
          {"left", answer.trial.left},
          {"right", answer.trial.right},
          {"chosen", answer.chose_left ? "left" : "right"},
          {"milliseconds", answer.milliseconds}};
}

std::optional<TrialKind> kind_of(const std::string& name) {
  for (const TrialKind kind : {TrialKind::Real, TrialKind::Preference, TrialKind::Catch}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

std::optional<Answer> answer_of(const std::string& line) {
  const Json json = parse_json(line);
  if (!json.is_object()) return std::nullopt;
  try {
    const auto kind = kind_of(json.at("kind").get<std::string>());
    const auto chosen = json.at("chosen").get<std::string>();
    if (!kind || (chosen != "left" && chosen != "right")) return std::nullopt;
    return Answer{
        .participant = json.at("participant").get<std::string>(),
        .number = json.at("number").get<std::size_t>(),
        .trial = {*kind, json.at("picture").get<std::string>(), json.at("left").get<std::string>(),
                  json.at("right").get<std::string>()},
        .chose_left = chosen == "left",
        .milliseconds = json.at("milliseconds").get<int>()};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

/// 0, or the errno of what stood in the way: after a short write the next one tells it.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(descriptor, text.data(), text.size());
    if (put < 0 && errno != EINTR) return errno;
    if (put > 0) text.remove_prefix(static_cast<std::size_t>(put));
  }
  return 0;
}

[[noreturn]] void fail(const fs::path& path, int reason) {
  throw IoError(fmt::format("cannot write '{}': {}", path.string(), std::strerror(reason)));
}

/// Whether a crash cut its last line short.
bool ends_within_a_line(const fs::path& path) {
  return fs::exists(path) && fs::file_size(path) > 0 && !read_file(path).ends_with('\n');
}

int open_at_a_line(const fs::path& path) {
  const bool within = ends_within_a_line(path);
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) fail(path, errno);
  const int reason = within ? write_all(descriptor, "\n") : 0;
  if (reason == 0) return descriptor;
  ::close(descriptor);
  fail(path, reason);
}

}  // namespace

AnswerFile read_answers(const fs::path& path) {
  AnswerFile file;
  if (!fs::exists(path)) return file;
  std::istringstream lines(read_file(path));
  std::set<std::pair<std::string, std::size_t>> seen;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    std::optional<Answer> answer = answer_of(line);
    if (!answer) {
      ++file.damaged;
    } else if (seen.emplace(answer->participant, answer->number).second) {
      file.answers.push_back(*std::move(answer));
    }
  }
  return file;
}

AnswerLog::AnswerLog(const fs::path& path) : path_(path), lock_(path.string() + ".lock") {
  if (!lock_.held()) {
    throw InputError(
        fmt::format("'{}' is in use by another study that is being served", path.string()));
  }
  for (const Answer& answer : read_answers(path).answers) ++answered_[answer.participant];
  descriptor_ = open_at_a_line(path);
}

AnswerLog::~AnswerLog() { ::close(descriptor_); }

std::size_t AnswerLog::answered_by(const std::string& participant) const {
  const std::lock_guard lock(mutex_);
  const auto found = answered_.find(participant);
  return found == answered_.end() ? 0 : found->second;
}

bool AnswerLog::append(const Answer& answer) {
  const std::lock_guard lock(mutex_);
  std::size_t& answered = answered_[answer.participant];
  if (answer.number != answered) return false;
  const std::string line = json_text(json_of(answer)) + "\n";
  const off_t end = ::lseek(descriptor_, 0, SEEK_END);
  int reason = write_all(descriptor_, line);
  if (reason == 0 && ::fdatasync(descriptor_) != 0) reason = errno;
  if (reason != 0) {
    // Half a line would spoil the next answer as well.
    if (end >= 0 && ::ftruncate(descriptor_, end) != 0) static_cast<void>(end);
    fail(path_, reason);
  }
  ++answered;
  return true;
}

}  // namespace autochrome::study
