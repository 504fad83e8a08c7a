#include "server/zygote.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

namespace autochrome::server {

namespace {

/// The terminal's Ctrl-C and the service manager's TERM reach every process; only the server acts
/// on them, and its going ends the others.
void leave_signals_to_server(pid_t parent) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);  // it went before it could be said
}

pid_t fork_now() {
  const pid_t child = ::fork();
  if (child < 0) throw IoError(fmt::format("cannot start a process: {}", std::strerror(errno)));
  return child;
}

[[noreturn]] void live(const Nursery& nursery, Channel channel, pid_t parent) {
  leave_signals_to_server(parent);
  try {
    nursery.work(channel);
  } catch (const std::exception& error) {
    fmt::print(stderr, "autochrome: a worker ended: {}\n", error.what());
    std::fflush(stderr);
    ::_exit(1);
  }
  ::_exit(0);
}

std::string words_for(int signal, int exit_code) {
  return signal != 0 ? fmt::format("signal {} ({})", signal, ::strsignal(signal))
                     : fmt::format("exit code {}", exit_code);
}

Json death_of(pid_t pid, bool kill) {
  if (kill) ::kill(pid, SIGKILL);
  int status = 0;
  pid_t waited = 0;
  do {
    waited = ::waitpid(pid, &status, 0);
  } while (waited < 0 && errno == EINTR);
  const int signal = waited == pid && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return {{"signal", signal}, {"words", words_for(signal, WEXITSTATUS(status))}};
}

Json give_birth(const Nursery& nursery, Channel& server) {
  std::optional<Channel> theirs = server.receive_socket();
  if (!theirs) return {{"error", "no socket came"}};
  try {
    const pid_t parent = ::getpid();
    const pid_t child = fork_now();
    if (child == 0) {
      server = Channel(-1);
      live(nursery, std::move(*theirs), parent);
    }
    return {{"pid", child}};
  } catch (const IoError& error) {
    return {{"error", error.what()}};
  }
}

void obey(const Nursery& nursery, Channel& server) {
  while (const std::optional<Json> request = server.receive()) {
    const pid_t dead = request->value("bury", 0);
    const Json answer =
        dead > 0 ? death_of(dead, request->value("kill", false)) : give_birth(nursery, server);
    if (!server.send(answer)) return;
  }
}

[[noreturn]] void be_zygote(const std::function<Nursery()>& prepare, Channel server, pid_t parent) {
  leave_signals_to_server(parent);
  try {
    const Nursery nursery = prepare();
    if (server.send({{"greeting", nursery.greeting}})) obey(nursery, server);
  } catch (const std::exception& error) {
    static_cast<void>(server.send({{"error", error.what()}}));
  }
  ::_exit(0);
}

}  // namespace

Zygote::Zygote(const std::function<Nursery()>& prepare) : channel_(-1) {
  auto [ours, theirs] = Channel::pair();
  const pid_t parent = ::getpid();
  pid_ = fork_now();
  if (pid_ == 0) {
    ours = Channel(-1);
    be_zygote(prepare, std::move(theirs), parent);
  }
  channel_ = std::move(ours);
}

Zygote::~Zygote() {
  channel_ = Channel(-1);
  static_cast<void>(death_of(pid_, true));
}

const Json& Zygote::greeted() {
  if (!greeting_) greeting_ = channel_.receive();
  if (!greeting_) throw ModelError("the process that loads the models died");
  if (greeting_->contains("error")) throw ModelError(greeting_->at("error").get<std::string>());
  return greeting_->at("greeting");
}

Json Zygote::greeting() {
  const std::lock_guard lock(mutex_);
  return greeted();
}

Json Zygote::ask(const Json& request) {
  if (channel_.send(request)) {
    if (std::optional<Json> answer = channel_.receive()) return std::move(*answer);
  }
  throw ZygoteGone("the process that starts workers is gone");
}

Zygote::Child Zygote::spawn() {
  auto [ours, theirs] = Channel::pair();
  const std::lock_guard lock(mutex_);
  static_cast<void>(greeted());
  if (!channel_.send({{"spawn", true}}) || !channel_.send_socket(theirs)) {
    throw ZygoteGone("the process that starts workers is gone");
  }
  const std::optional<Json> answer = channel_.receive();
  if (!answer) throw ZygoteGone("the process that starts workers is gone");
  if (answer->contains("error")) throw IoError(answer->at("error").get<std::string>());
  return {answer->at("pid").get<pid_t>(), std::move(ours)};
}

Death Zygote::bury(pid_t pid, bool kill) {
  const std::lock_guard lock(mutex_);
  const Json answer = ask({{"bury", pid}, {"kill", kill}});
  return {answer.at("signal").get<int>(), answer.at("words").get<std::string>()};
}

std::optional<Death> Zygote::death() const {
  siginfo_t ended{};
  // Left for the destructor to reap, so that the number is nobody else's until then.
  const int failure = ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT);
  if (failure != 0 || ended.si_pid != pid_) return {};
  const bool killed = ended.si_code != CLD_EXITED;
  const int signal = killed ? ended.si_status : 0;
  return Death{signal, words_for(signal, ended.si_status)};
}

}  // namespace autochrome::server
