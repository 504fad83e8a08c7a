#include "server/serve.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/cores.h"
#include "base/error.h"
#include "base/file.h"
#include "http/id.h"
#include "http/origin.h"
#include "server/event_hub.h"
#include "server/front.h"
#include "server/job_store.h"
#include "server/pool.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 20ms;
/// For running work, and then for clients that still receive.
constexpr auto kGrace = 20s;
constexpr auto kGraceForClients = 5s;
constexpr std::size_t kMostListeners = 64;

int workers_of(const ServerOptions& options) {
  if (options.workers > 0) return options.workers;
  return std::max(1, core_count() / options.threads);
}

std::string token_of(const ServerOptions& options) {
  if (options.token_file.empty()) {
    return is_loopback(options.host) ? std::string() : http::new_token();
  }
  std::string token = read_file(options.token_file);
  token.resize(std::min(token.find_first_of("\r\n"), token.size()));
  if (token.size() >= 16 && token.find_first_of(" ;,\"\\") == std::string::npos) return token;
  throw InputError(fmt::format("'{}' holds no token: 16 characters or more without spaces",
                               options.token_file.string()));
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// Beyond loopback nobody knows all the names that lead here; the token keeps strangers out.
std::set<std::string> names_of(const ServerOptions& options) {
  std::set<std::string> names;
  std::string_view left = options.names;
  while (!left.empty()) {
    const std::size_t comma = std::min(left.find(','), left.size());
    const std::string_view name = trimmed(left.substr(0, comma));
    if (!name.empty()) names.insert(http::host_name(name));
    left.remove_prefix(std::min(comma + 1, left.size()));
  }
  if (names.empty() && !is_loopback(options.host)) return names;
  names.insert({"127.0.0.1", "localhost", "::1", http::host_name(options.host)});
  return names;
}

std::string address_of(const ServerOptions& options, int port, const std::string& token) {
  const std::string host = options.host == "0.0.0.0" ? "localhost" : options.host;
  return fmt::format("http://{}:{}/{}{}",
                     host.find(':') == std::string::npos ? host : "[" + host + "]", port,
                     token.empty() ? "" : "?token=", token);
}

WorkerOptions worker_options(const Service& service) {
  const ServerOptions& options = service.options;
  return {.bench = {.threads = options.threads, .max_pixels = options.max_pixels},
          .memory_bytes = bytes_of("memory", options.memory),
          .seconds = options.seconds,
          .warm = service.default_model};
}

/// Every connection may have a file open that it sends or is being sent, and one that a worker
/// writes; the usual 1,024 descriptors are too few. No more than that is asked for, as the browser
/// that --open starts inherits it.
void allow_descriptors_for(int connections) {
  constexpr rlim_t kEach = 3;
  constexpr rlim_t kBeside = 512;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = kEach * static_cast<rlim_t>(connections) + kBeside;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(wanted, limit.rlim_max));
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

using SharedModels = std::shared_future<ModelList>;

/// Waits until `stop`. Throws what keeps the server from going on.
void wait_for_end(const std::atomic<bool>& stop,
                  const std::atomic<bool>& deaf,
                  const Zygote& zygote,
                  const SharedModels& models) {
  for (; !stop; std::this_thread::sleep_for(kLook)) {
    const std::optional<Death> death = zygote.death();
    // What it had to say of the models, before it ended, counts first.
    if (death || models.wait_for(0s) == std::future_status::ready) {
      static_cast<void>(models.get());
    }
    if (death) {
      throw IoError(
          fmt::format("the process that starts workers ended by {}; the server cannot go "
                      "on without it",
                      death->words));
    }
    if (deaf) throw IoError("the system lets the server accept no more connections");
  }
}

/// Lets clients who still receive do so for a moment.
void let_clients_finish(HttpServer& http) {
  http.stop_waiting();
  for (auto waited = 0ms; http.connections() > 0 && waited < kGraceForClients; waited += kLook) {
    std::this_thread::sleep_for(kLook);
  }
  http.stop();
}

/// Answers until told to stop; what stopped it otherwise comes out.
void run(const Service& service, Zygote& zygote, const std::atomic<bool>& stop) {
  const ServerOptions& options = service.options;
  std::atomic<bool> stopping = false;
  const SharedModels models = std::async(std::launch::async, [&] {
                                return ModelList{zygote.greeting(), service.default_model};
                              }).share();
  EventHub events(kMostListeners);
  const std::int64_t keep_bytes = bytes_of("keep", options.keep);
  JobStore store({.folder = options.work,
                  .keep_bytes = keep_bytes,
                  .upload_bytes = std::max(keep_bytes, bytes_of("max_body", options.max_body)),
                  .most_waiting = options.jobs},
                 events);
  Pool pool(
      zygote, {.workers = workers_of(options), .queue = options.queue, .seconds = options.seconds},
      {.wait = [&] { return store.any_waits(); }, .next = [&] { return store.next_assignment(); }});
  const std::string token = token_of(options);
  const Parts parts{.options = options,
                    .pool = pool,
                    .store = store,
                    .events = events,
                    .models = [&]() -> const ModelList& { return models.get(); },
                    .stopping = stopping};
  Front front(parts, {.names = names_of(options), .token = token});
  HttpServer& http = front.http();
  const int port = http.bind(options.host, options.port);
  std::atomic<bool> deaf = false;
  std::jthread listening([&] {
    http.listen_after_bind();
    deaf = true;
  });
  service.ready(address_of(options, port, token));
  std::exception_ptr failure;
  try {
    wait_for_end(stop, deaf, zygote, models);
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  stopping = true;
  pool.stop(kGrace);
  events.close();
  let_clients_finish(http);
  listening.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

void serve(const Service& service, const std::atomic<bool>& stop) {
  validate(service.options);
  // A file that may not grow is an error of the write, for the server and for its workers.
  std::signal(SIGXFSZ, SIG_IGN);
  allow_descriptors_for(service.options.connections);
  const WorkerOptions workers = worker_options(service);
  Zygote zygote([&] { return prepare_workers(service.models, workers); });
  run(service, zygote, stop);
}

}  // namespace autochrome::server
