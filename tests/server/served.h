// `autochrome serve` started as a person starts it, on a free port and a folder of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <httplib.h>
#include <sys/types.h>

#include "base/json.h"

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

  /// "http://127.0.0.1:PORT/", with ?token= where one was made.
  [[nodiscard]] const std::string& address() const noexcept { return address_; }

  [[nodiscard]] int port() const noexcept { return port_; }

  /// Sends the signal and waits; the exit code, or 128 and the signal that ended it.
  int end(int signal);

  /// The processes that work on pictures.
  [[nodiscard]] std::vector<pid_t> workers() const;

  /// Gives a job; expects 202.
  Json add_job(const std::string& picture, const std::string& query = "");
  /// Asks until the job has ended.
  Json wait_for(const std::string& id);
  Json get(const std::string& path, int status = 200);

 private:
  pid_t pid_ = 0;
  int port_ = 0;
  std::string address_;
  std::filesystem::path log_;
  std::unique_ptr<httplib::Client> client_;
};

/// A drawn black-and-white photograph as a file's bytes; `suffix` says in what format.
[[nodiscard]] std::string photograph(const std::string& suffix = ".jpg",
                                     int width = 320,
                                     int height = 240,
                                     std::uint64_t seed = 1);

}  // namespace autochrome::server::testing
