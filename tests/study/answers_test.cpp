#include "study/answers.h"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"

namespace autochrome::study {
namespace {

using autochrome::testing::message_of;

Answer answer(const std::string& participant, std::size_t number, bool left = true) {
  return {.participant = participant,
          .number = number,
          .trial = {TrialKind::Preference, "a", "one", "two"},
          .chose_left = left,
          .milliseconds = 900};
}

class Answers : public ::testing::Test {
 protected:
  const autochrome::testing::TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_ / "answers.jsonl";
};

TEST_F(Answers, AreOnDiskAtOnce) {
  AnswerLog log(path_);
  EXPECT_TRUE(log.append(answer("ann", 0)));
  EXPECT_TRUE(log.append(answer("ann", 1, false)));
  const AnswerFile file = read_answers(path_);
  ASSERT_EQ(file.answers.size(), 2U);
  EXPECT_EQ(file.answers[0].chosen(), "one");
  EXPECT_EQ(file.answers[1].chosen(), "two");
  EXPECT_EQ(file.answers[1].milliseconds, 900);
}

TEST_F(Answers, OnlyTheNextQuestionIsTaken) {
  AnswerLog log(path_);
  EXPECT_TRUE(log.append(answer("ann", 0)));
  EXPECT_FALSE(log.append(answer("ann", 0, false))) << "a second click";
  EXPECT_FALSE(log.append(answer("ann", 5)));
  EXPECT_TRUE(log.append(answer("bob", 0)));
  EXPECT_EQ(read_answers(path_).answers.size(), 2U);
}

TEST_F(Answers, GoOnAfterACrashInTheMiddleOfALine) {
  {
    AnswerLog log(path_);
    EXPECT_TRUE(log.append(answer("ann", 0)));
    EXPECT_TRUE(log.append(answer("ann", 1)));
  }
  const std::string whole = read_file(path_);
  write_file(path_, whole.substr(0, whole.size() - 20));
  AnswerLog log(path_);
  EXPECT_EQ(log.answered_by("ann"), 1U);
  EXPECT_TRUE(log.append(answer("ann", 1, false)));
  const AnswerFile file = read_answers(path_);
  ASSERT_EQ(file.answers.size(), 2U);
  EXPECT_FALSE(file.answers[1].chose_left);
  EXPECT_EQ(file.damaged, 1U);
}

TEST_F(Answers, LinesThatAreNoAnswersArePassedOver) {
  write_file(path_, "{}\n[1]\nnonsense\n{\"kind\":\"real\"}\n\n{\"kind\":7}\n");
  EXPECT_EQ(read_answers(path_).damaged, 5U);
  EXPECT_TRUE(read_answers(path_).answers.empty());
}

TEST_F(Answers, FolderThatIsMissingIsAnError) {
  EXPECT_THROW(AnswerLog(folder_ / "nowhere/answers.jsonl"), IoError);
  EXPECT_TRUE(read_answers(folder_ / "nowhere/answers.jsonl").answers.empty());
}

TEST_F(Answers, AreKeptByOneServerAtATime) {
  {
    const AnswerLog log(path_);
    EXPECT_EQ(message_of<InputError>([&] { AnswerLog second(path_); }),
              "'" + path_.string() + "' is in use by another study that is being served");
  }
  EXPECT_NO_THROW(AnswerLog{path_});
}

/// Files cannot grow beyond `bytes` while the object lives, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }

  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_F(Answers, FullDiskIsAnErrorAndLeavesNoHalfALine) {
  AnswerLog log(path_);
  EXPECT_TRUE(log.append(answer("ann", 0)));
  {
    const FullDisk full(std::filesystem::file_size(path_) + 10);
    errno = ENOENT;
    EXPECT_EQ(message_of<IoError>([&] { log.append(answer("ann", 1)); }),
              "cannot write '" + path_.string() + "': " + std::strerror(EFBIG));
  }
  EXPECT_EQ(log.answered_by("ann"), 1U);
  EXPECT_TRUE(log.append(answer("ann", 1)));
  EXPECT_EQ(read_answers(path_).damaged, 0U);
  EXPECT_EQ(read_answers(path_).answers.size(), 2U);
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

TEST_F(Answers, FileThatCannotBeGoneOnWithIsNotLeftOpen) {
  write_file(path_, "half a line");
  const FullDisk full(std::filesystem::file_size(path_));
  const std::ptrdiff_t before = open_descriptors();
  EXPECT_THROW(AnswerLog{path_}, IoError);
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace autochrome::study
