#include "cli/launch_ranks.h"

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace autochrome::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// The program that plays ranks, started with its outputs in one pipe. The pipe ends when the last
/// process that holds it has ended, so reading it to its end shows that none is left behind.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    std::string program = AUTOCHROME_RANK_PROGRAM;
    std::vector<char*> argv = {program.data()};
    for (std::string& word : arguments) argv.push_back(word.data());
    argv.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execv(argv[0], argv.data());
      ::_exit(126);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }

  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  ~Program() { ::close(pipe_); }

  void signal(int number) const { ::kill(process_, number); }

  /// Reads on until `text` has come this many times; false at the pipe's end or after a minute.
  bool read_until(const std::string& text, int times) {
    while (count_of(text) < times) {
      if (!read_some()) return false;
    }
    return true;
  }

  /// True when all processes ended within a minute.
  bool read_to_end() {
    while (read_some()) {
    }
    return ended_;
  }

  int exit_code() const {
    int status = 0;
    ::waitpid(process_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  [[nodiscard]] const std::string& output() const { return output_; }

  [[nodiscard]] int count_of(const std::string& text) const {
    int count = 0;
    for (auto at = output_.find(text); at != std::string::npos; at = output_.find(text, at + 1)) {
      ++count;
    }
    return count;
  }

  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }

 private:
  bool read_some() {
    pollfd readable = {.fd = pipe_, .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, 60'000) <= 0) return false;
    char bytes[4096];
    const auto count = ::read(pipe_, bytes, sizeof(bytes));
    ended_ = count == 0;
    if (count > 0) output_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }

  pid_t process_ = 0;
  int pipe_ = -1;
  bool ended_ = false;
  std::string output_;
  Clock::time_point start_ = Clock::now();
};

TEST(LaunchRanks, EachRankIsToldItsPlaceAndNotToLaunch) {
  Program program({"place", "--ranks", "3", "more"});
  EXPECT_TRUE(program.read_to_end());
  EXPECT_EQ(program.exit_code(), 0) << program.output();
  for (int rank = 0; rank < 3; ++rank) {
    const std::string start =
        "rank " + std::to_string(rank) + " of 3, local " + std::to_string(rank);
    EXPECT_EQ(program.count_of(start), 1) << program.output();
  }
  EXPECT_EQ(program.count_of("words 2\n"), 3) << program.output();
}

TEST(LaunchRanks, FailingRankEndsTheOthersAndItsCodeIsReturned) {
  Program program({"--ranks", "2", "exit", "1"});
  EXPECT_TRUE(program.read_to_end());
  EXPECT_EQ(program.exit_code(), 7) << program.output();
  EXPECT_NE(program.output().find("rank 0: another rank no longer answers"), std::string::npos)
      << program.output();
}

TEST(LaunchRanks, KilledRankIsNamedAndEndsTheOthers) {
  for (const char* who : {"0", "1"}) {
    Program program({"--ranks", "3", "kill", who});
    EXPECT_TRUE(program.read_to_end());
    EXPECT_EQ(program.exit_code(), 128 + SIGKILL);
    EXPECT_NE(program.output().find(std::string("rank ") + who + " was ended by signal 9"),
              std::string::npos)
        << program.output();
    EXPECT_NE(program.output().find("'--resume' goes on"), std::string::npos) << program.output();
  }
}

TEST(LaunchRanks, RankThatHangsIsNoticedAndEnded) {
  for (const char* who : {"0", "1"}) {
    Program program({"--ranks", "2", "stop", who});
    EXPECT_TRUE(program.read_to_end());
    EXPECT_EQ(program.exit_code(), static_cast<int>(ExitCode::BadInput)) << program.output();
    EXPECT_NE(program.output().find("no sign of life for 3 s"), std::string::npos)
        << program.output();
    EXPECT_LT(program.seconds(), 60);
  }
}

TEST(LaunchRanks, InterruptReachesEveryRankOnce) {
  for (const int number : {SIGINT, SIGTERM}) {
    Program program({"--ranks", "2", "wait"});
    ASSERT_TRUE(program.read_until("waiting", 2)) << program.output();
    program.signal(number);
    EXPECT_TRUE(program.read_to_end());
    EXPECT_EQ(program.exit_code(), static_cast<int>(ExitCode::Interrupted)) << program.output();
  }
}

TEST(LaunchRanks, KilledLauncherLeavesNoRankBehind) {
  Program program({"--ranks", "2", "wait"});
  ASSERT_TRUE(program.read_until("waiting", 2)) << program.output();
  program.signal(SIGKILL);
  EXPECT_TRUE(program.read_to_end()) << program.output();
  EXPECT_EQ(program.exit_code(), 128 + SIGKILL);
}

TEST(LaunchRanks, UnusableRequestsAreRefused) {
  for (const char* count : {"0", "-3", "100000"}) {
    Program program({"--ranks", count, "place"});
    EXPECT_TRUE(program.read_to_end());
    EXPECT_EQ(program.exit_code(), static_cast<int>(ExitCode::BadInput));
    EXPECT_NE(program.output().find(count), std::string::npos) << program.output();
  }
}

}  // namespace
}  // namespace autochrome::cli
