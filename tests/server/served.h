// `autochrome serve` started as a person starts it, on a free port and a folder of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/types.h>

#include "base/json.h"
#include "tests/temporary_folder.h"

namespace autochrome::server::testing {

class Served {
 public:
  /// Waits until clients are answered. `more` are further arguments.
  explicit Served(const std::filesystem::path& work, const std::vector<std::string>& more = {});
  /// Ends it by SIGTERM, if it still runs.
  ~Served();
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  [[nodiscard]] httplib::Client& client() { return *client_; }

  [[nodiscard]] std::unique_ptr<httplib::Client> another_client() const;

  /// What it wrote on standard error so far.
  [[nodiscard]] std::string log() const;

  /// "http://127.0.0.1:PORT/", with ?token= where one was made.
  [[nodiscard]] const std::string& address() const noexcept { return address_; }

  [[nodiscard]] int port() const noexcept { return port_; }

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

  /// Waits for its end; the exit code, or 128 and the signal that ended it.
  int wait();
  /// Sends the signal and waits.
  int end(int signal);

  /// The process from which workers are born.
  [[nodiscard]] pid_t zygote() const;
  /// The processes that work on pictures.
  [[nodiscard]] std::vector<pid_t> workers() const;

  /// Gives a job; expects 202.
  Json add_job(const std::string& picture, const std::string& query = "");
  /// Asks until the job has ended.
  Json wait_for(const std::string& id);
  Json get(const std::string& path, int status = 200);
  /// A value of /metrics, as "autochrome_queue_length".
  [[nodiscard]] double figure(const std::string& name);
  /// Asks until the figure has that value.
  void wait_for_figure(const std::string& name, double value);
  /// Colours a photograph at once; the status, 0 for no answer. On a connection of its own.
  [[nodiscard]] int colorize(const std::string& picture = {}, const std::string& query = {}) const;

 private:
  pid_t pid_ = 0;
  int port_ = 0;
  std::string address_;
  std::filesystem::path log_;
  std::unique_ptr<httplib::Client> client_;
};

/// A client that need not keep to HTTP.
class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(std::string_view bytes) const;
  /// Says that nothing more comes.
  void finish() const;
  /// What comes until the server ends the connection.
  [[nodiscard]] std::string answer() const;

 private:
  int socket_;
};

/// For tests of the program as it runs.
class RunningServer : public ::testing::Test {
 protected:
  const autochrome::testing::TemporaryFolder folder_;
};

/// 0 for no answer.
[[nodiscard]] int status_of(const httplib::Result& result);

/// A drawn black-and-white photograph as a file's bytes; `suffix` says in what format.
[[nodiscard]] std::string photograph(const std::string& suffix = ".jpg",
                                     int width = 320,
                                     int height = 240,
                                     std::uint64_t seed = 1);

}  // namespace autochrome::server::testing
