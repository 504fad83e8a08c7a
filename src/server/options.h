// What `autochrome serve` may be told.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/byte_count.h"
#include "base/options.h"

namespace autochrome::server {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8180;
  std::filesystem::path work;
  std::string keep = "2G";
  int workers = 0;
  int threads = 1;
  int queue = 64;
  int jobs = 1000;
  int connections = 512;
  std::string max_body = "256M";
  std::int64_t max_pixels = 250'000'000;
  int patience = 15;
  int seconds = 120;
  std::string memory = "4G";
  std::filesystem::path token_file;
  std::string names;
  std::filesystem::path runs;
  std::filesystem::path reports;
  std::string log = "human";

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("host", self.host, "Address to listen on; beyond 127.0.0.1 a token is asked for");
    visit("port", self.port, "Port to listen on, 0 for any that is free",
          Limits{.min = 0, .max = 65535});
    visit("work", self.work, "Folder of uploaded photos and jobs (default: in the user's cache)");
    visit("keep", self.keep, "Bytes that folder may hold, as 2G; the oldest jobs go first");
    visit("workers", self.workers, "Pictures at once, 0 for one a core",
          Limits{.min = 0, .max = 256});
    visit("threads", self.threads, "Processor threads of each worker",
          Limits{.min = 1, .max = 256});
    visit("queue", self.queue, "Requests that may wait for a worker; more are answered 429",
          Limits{.min = 1, .max = 100'000});
    visit("jobs", self.jobs, "Jobs that may wait; more are answered 429",
          Limits{.min = 1, .max = 1'000'000});
    visit("connections", self.connections, "Clients served at once; more wait",
          Limits{.min = 4, .max = 10'000});
    visit("patience", self.patience, "Seconds a request may take to come, beyond 16 kB/s",
          Limits{.min = 1, .max = 3600});
    visit("max_body", self.max_body, "Bytes of the largest upload");
    visit("max_pixels", self.max_pixels, "Refuse pictures with more pixels than this",
          Limits{.min = 1});
    visit("seconds", self.seconds, "Time that one picture may take",
          Limits{.min = 1, .max = 86'400});
    visit("memory", self.memory, "Memory that one worker may take");
    visit("token_file", self.token_file, "File with the token that clients must show");
    visit("names", self.names, "Further host names the server goes by, with commas between");
    visit("runs", self.runs, "Folder of training runs to follow in the Studio");
    visit("reports", self.reports, "Folder of evaluation reports to list in the Studio");
    visit("log", self.log, "A line a request on standard error",
          Limits{.choices = {"human", "json", "none"}});
  }
};

}  // namespace autochrome::server
