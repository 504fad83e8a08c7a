// What participants said, on disk as soon as they said it: a file that only grows, a line of JSON
// an answer, each flushed before the next question is asked.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/file_lock.h"
#include "study/trial.h"

namespace autochrome::study {

struct Answer {
  std::string participant;
  std::size_t number = 0;  ///< of the trial, from 0
  Trial trial;
  bool chose_left = false;
  int milliseconds = 0;  ///< that the answer took

  /// Contestant, kTruth or kDecoy.
  [[nodiscard]] const std::string& chosen() const noexcept {
    return chose_left ? trial.left : trial.right;
  }
};

struct AnswerFile {
  std::vector<Answer> answers;
  std::size_t damaged = 0;  ///< lines that are no answers: what a crash cut short
};

/// Reads all answers of a file; one that is missing has none. Of several answers to one question
/// the first counts. Throws IoError when it cannot be read.
[[nodiscard]] AnswerFile read_answers(const std::filesystem::path& path);

/// The file open for more; safe from any thread.
class AnswerLog {
 public:
  /// Goes on where an earlier run ended, and keeps others from the file by a lock beside it. Throws
  /// InputError when another log has the file open, IoError when it cannot be written.
  explicit AnswerLog(const std::filesystem::path& path);
  ~AnswerLog();
  AnswerLog(const AnswerLog&) = delete;
  AnswerLog& operator=(const AnswerLog&) = delete;

  /// How many questions the participant has answered.
  [[nodiscard]] std::size_t answered_by(const std::string& participant) const;

  /// Keeps the answer if it is to the participant's next question, otherwise does nothing and says
  /// false: a second click, a page left open. Throws IoError when the disk does not take it.
  bool append(const Answer& answer);

 private:
  std::filesystem::path path_;
  FileLock lock_;
  int descriptor_ = -1;
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> answered_;
};

}  // namespace autochrome::study
