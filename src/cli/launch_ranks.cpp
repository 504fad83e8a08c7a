#include "cli/launch_ranks.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cores.h"
#include "base/error.h"

namespace autochrome::cli {

namespace {

using Clock = std::chrono::steady_clock;
using Variables = std::vector<std::string>;  // NAME=VALUE

// For the others to say why they stop; then they are killed.
constexpr auto kGrace = std::chrono::seconds(5);
constexpr timespec kGlance = {.tv_sec = 0, .tv_nsec = 200'000'000};

[[noreturn]] void refuse(const char* what) {
  throw IoError(fmt::format("{}: {}", what, std::strerror(errno)));
}

/// A port that nobody listens on now. Rank 0 opens it a moment later; should another program be
/// faster, rank 0 says so and ends.
int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) refuse("cannot open a socket for the ranks");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound =
      ::bind(socket, generic, size) == 0 && ::getsockname(socket, generic, &size) == 0;
  const int failure = errno;
  ::close(socket);
  errno = failure;
  if (!bound) refuse("cannot find a free port for the ranks");
  return ntohs(address.sin_port);
}

void erase_ranks(std::vector<std::string>& arguments) {
  for (auto at = arguments.begin(); at != arguments.end();) {
    const bool apart = *at == "--ranks";
    if (!apart && !at->starts_with("--ranks=")) {
      ++at;
      continue;
    }
    at = arguments.erase(at);
    if (apart && at != arguments.end()) at = arguments.erase(at);
  }
}

bool names(const std::string& assignment, std::string_view variable) {
  return assignment.starts_with(variable) && assignment.substr(variable.size()).starts_with('=');
}

Variables environment_of(int rank, int ranks, int port) {
  Variables own = {fmt::format("RANK={}", rank),
                   fmt::format("WORLD_SIZE={}", ranks),
                   fmt::format("LOCAL_RANK={}", rank),
                   fmt::format("LOCAL_WORLD_SIZE={}", ranks),
                   "MASTER_ADDR=127.0.0.1",
                   fmt::format("MASTER_PORT={}", port)};
  if (std::getenv("OMP_NUM_THREADS") == nullptr) {
    own.push_back(fmt::format("OMP_NUM_THREADS={}", std::max(1, core_count() / ranks)));
  }
  const std::size_t set_here = own.size();
  for (char** inherited = environ; *inherited != nullptr; ++inherited) {
    const std::string assignment = *inherited;
    const bool replaced = std::any_of(
        own.begin(), own.begin() + static_cast<std::ptrdiff_t>(set_here),
        [&](const std::string& set) { return names(assignment, set.substr(0, set.find('='))); });
    if (!replaced) own.push_back(assignment);
  }
  return own;
}

/// As execve wants them: pointers into `strings`, closed by a null.
std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD}) sigaddset(&signals, signal);
  return signals;
}

/// Signals are waited for rather than caught: no handler, nothing global.
class BlockedSignals {
 public:
  BlockedSignals() {
    std::signal(SIGCHLD, SIG_DFL);  // when ignored, children could not be waited for
    ::pthread_sigmask(SIG_BLOCK, &watched_, &before_);
  }

  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  /// The next signal; none within a glance.
  [[nodiscard]] std::optional<int> next() const {
    const int signal = ::sigtimedwait(&watched_, nullptr, &kGlance);
    return signal > 0 ? std::optional(signal) : std::nullopt;
  }

  [[nodiscard]] const sigset_t& before() const { return before_; }

 private:
  sigset_t watched_ = watched_signals();
  sigset_t before_{};
};

struct Child {
  int rank = 0;
  pid_t process = 0;
};

struct Ended {
  Child child;
  int status = 0;  ///< as waitpid gives it
};

/// Processes that end with this object at the latest.
class Children {
 public:
  Children() = default;
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  ~Children() {
    signal(SIGKILL);
    for (const Child& child : alive_) static_cast<void>(::waitpid(child.process, nullptr, 0));
  }

  void start(int rank,
             const std::string& program,
             const std::vector<std::string>& arguments,
             const Variables& environment,
             const sigset_t& signals);

  void signal(int number) const {
    for (const Child& child : alive_) ::kill(child.process, number);
  }

  /// One that has ended since.
  [[nodiscard]] std::optional<Ended> reap();

  [[nodiscard]] bool empty() const { return alive_.empty(); }

 private:
  std::vector<Child> alive_;
};

void Children::start(int rank,
                     const std::string& program,
                     const std::vector<std::string>& arguments,
                     const Variables& environment,
                     const sigset_t& signals) {
  const std::vector<char*> argv = pointers_to(arguments);
  const std::vector<char*> envp = pointers_to(environment);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) refuse("cannot start a rank");
  if (child > 0) {
    alive_.push_back({rank, child});
    return;
  }
  // Between fork and exec only calls that are safe in a signal handler. A group of its own, so that
  // Ctrl-C reaches it once, through this launcher; an end of its own, should the launcher be
  // killed.
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  ::execve(program.c_str(), argv.data(), envp.data());
  ::_exit(127);
}

std::optional<Ended> Children::reap() {
  for (auto child = alive_.begin(); child != alive_.end(); ++child) {
    int status = 0;
    if (::waitpid(child->process, &status, WNOHANG) == child->process) {
      const Ended ended = {*child, status};
      alive_.erase(child);
      return ended;
    }
  }
  return std::nullopt;
}

ExitCode code_of(int status) {
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return static_cast<ExitCode>(code);
}

/// A process that failed has said why; one that was killed could not.
void tell(const Ended& ended) {
  if (!WIFSIGNALED(ended.status)) return;
  const int number = WTERMSIG(ended.status);
  fmt::print(stderr, "autochrome: rank {} was ended by signal {} ({})\n", ended.child.rank, number,
             ::strsignal(number));
}

ExitCode wait_for(Children& children, const BlockedSignals& signals) {
  ExitCode result = ExitCode::Done;
  std::optional<Clock::time_point> failed;
  while (!children.empty()) {
    const std::optional<int> signal = signals.next();
    if (signal && *signal != SIGCHLD) children.signal(*signal);
    while (const auto ended = children.reap()) {
      const ExitCode code = code_of(ended->status);
      if (code == ExitCode::Done || failed) continue;
      result = code;
      // An interrupted training is saving its state in all ranks: they are given the time.
      if (code == ExitCode::Interrupted) continue;
      tell(*ended);
      failed = Clock::now();
      children.signal(SIGTERM);
    }
    if (failed && Clock::now() - *failed > kGrace) children.signal(SIGKILL);
  }
  return result;
}

}  // namespace

ExitCode launch_ranks(int ranks, std::vector<std::string> arguments) {
  if (ranks < 1 || ranks > kMostLocalRanks) {
    throw InputError(fmt::format("'--ranks {}'; wanted 1 to {}", ranks, kMostLocalRanks));
  }
  if (const char* rank = std::getenv("RANK"); rank != nullptr && *rank != '\0') {
    throw InputError(
        fmt::format("'--ranks {}' starts ranks of its own, but a launcher has made this process "
                    "rank {} (RANK); wanted one or the other",
                    ranks, rank));
  }
  erase_ranks(arguments);
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  arguments.insert(arguments.begin(), program);
  const int port = free_port();
  const BlockedSignals signals;
  Children children;
  for (int rank = 0; rank < ranks; ++rank) {
    children.start(rank, program, arguments, environment_of(rank, ranks, port), signals.before());
  }
  return wait_for(children, signals);
}

}  // namespace autochrome::cli
