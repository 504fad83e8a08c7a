// The process from which workers are born: it loads what they share once, has no other thread, and
// forks a worker whenever one is wanted, so that a worker costs a millisecond and its weights no
// memory of their own. What works on strangers' pictures can then die without harm.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <sys/types.h>

#include "base/error.h"
#include "base/json.h"
#include "server/channel.h"

namespace autochrome::server {

/// What the zygote makes ready.
struct Nursery {
  Json greeting;                       ///< for the server: what was loaded
  std::function<void(Channel&)> work;  ///< a worker's life; it ends when this returns
};

/// How a worker ended.
struct Death {
  int signal = 0;  ///< 0 where it ended by itself
  std::string words;
};

/// The zygote died, and with it every worker: nothing can be done any more.
class ZygoteGone : public IoError {
 public:
  using IoError::IoError;
};

/// Any thread may use it.
class Zygote {
 public:
  struct Child {
    pid_t pid = 0;
    Channel channel;
  };

  /// Forks; `prepare` runs there. To be built before the program has any thread. Throws IoError.
  explicit Zygote(const std::function<Nursery()>& prepare);
  /// Ends the zygote; workers end by themselves when their channels close.
  ~Zygote();
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;

  /// Waits until all is loaded. Throws ModelError with what `prepare` threw.
  [[nodiscard]] Json greeting();

  /// Waits until all is loaded. Throws IoError when no worker can be had, ZygoteGone, and
  /// ModelError as above.
  [[nodiscard]] Child spawn();

  /// Waits for the end of a worker, which `kill` brings about at once. Throws ZygoteGone.
  Death bury(pid_t pid, bool kill);

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

  /// How it ended; empty while it lives. Does not wait.
  [[nodiscard]] std::optional<Death> death() const;

 private:
  [[nodiscard]] Json ask(const Json& request);
  const Json& greeted();

  std::mutex mutex_;
  std::optional<Json> greeting_;  ///< or an error
  Channel channel_;
  pid_t pid_ = 0;
};

}  // namespace autochrome::server
