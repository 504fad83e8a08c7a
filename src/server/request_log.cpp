#include "server/request_log.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "base/version.h"
#include "server/http_server.h"

namespace autochrome::server {

namespace {

/// None for a request whose head never came whole.
double seconds_since_arrival(const httplib::Request& request) {
  if (!request.has_header(HttpServer::kArrival)) return 0;
  const std::string text = request.get_header_value(HttpServer::kArrival);
  std::chrono::steady_clock::duration::rep arrival = 0;
  std::from_chars(text.data(), text.data() + text.size(), arrival);
  const std::chrono::steady_clock::time_point then{std::chrono::steady_clock::duration(arrival)};
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

std::size_t bytes_of(const httplib::Response& response) {
  return response.body.empty() ? response.content_length_ : response.body.size();
}

std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t pages = 0;
  statm >> pages >> pages;
  return pages * ::sysconf(_SC_PAGESIZE);
}

/// One value with its explanation.
template <class Value>
std::string figure(std::string_view name,
                   std::string_view kind,
                   std::string_view help,
                   const Value& value) {
  return fmt::format("# HELP autochrome_{0} {1}\n# TYPE autochrome_{0} {2}\nautochrome_{0} {3}\n",
                     name, help, kind, value);
}

}  // namespace

void RequestLog::note(const httplib::Request& request,
                      const httplib::Response& response,
                      std::string_view pattern) {
  const double seconds = seconds_since_arrival(request);
  {
    const std::lock_guard lock(mutex_);
    Sum& sum = sums_[{fmt::format("{} {}", request.method, pattern), response.status}];
    ++sum.count;
    sum.seconds += seconds;
  }
  if (form_ == "none") return;
  const double milliseconds = 1e3 * seconds;
  std::string line;
  if (form_ == "json") {
    line = Json{{"time", time_text()},        {"client", request.remote_addr},
                {"method", request.method},   {"path", request.path},
                {"status", response.status},  {"ms", milliseconds},
                {"bytes", bytes_of(response)}}
               .dump(-1, ' ', true, Json::error_handler_t::replace);
  } else {
    // Escaped, so that a path cannot write lines of its own.
    line = fmt::format("{} {} {} {} {:.0f} ms, {} bytes", time_text(), request.method,
                       Json(request.path).dump(-1, ' ', true, Json::error_handler_t::replace),
                       response.status, milliseconds, bytes_of(response));
  }
  fmt::print(stderr, "{}\n", line);
}

std::string RequestLog::metrics(const Parts& parts, int connections) const {
  const PoolFigures pool = parts.pool.figures();
  std::string text = fmt::format(
      "# HELP autochrome_info Which program this is.\n# TYPE autochrome_info gauge\n"
      "autochrome_info{{version=\"{}\"}} 1\n",
      kVersion);
  text += figure("connections", "gauge", "Clients connected.", connections);
  text += figure("queue_length", "gauge", "Requests that wait for a worker.", pool.waiting);
  text += figure("workers_busy", "gauge", "Workers that work.", pool.busy);
  text += figure("tasks_done_total", "counter", "Tasks that workers did.", pool.done);
  text += figure("tasks_failed_total", "counter", "Tasks that failed.", pool.failed);
  text += figure("worker_deaths_total", "counter", "Workers that died at work.", pool.deaths);
  text += figure("task_seconds_total", "counter", "Time workers spent on tasks.", pool.seconds);
  text += figure("work_folder_bytes", "gauge", "Bytes kept on disk.", parts.store.bytes_on_disk());
  text +=
      figure("resident_memory_bytes", "gauge", "Memory of the serving process.", resident_bytes());
  text += "# HELP autochrome_jobs Jobs there are.\n# TYPE autochrome_jobs gauge\n";
  for (const auto& [state, count] : parts.store.counts()) {
    text += fmt::format("autochrome_jobs{{state=\"{}\"}} {}\n", state, count);
  }
  text +=
      "# HELP autochrome_request_seconds Time to answer requests.\n"
      "# TYPE autochrome_request_seconds summary\n";
  const std::lock_guard lock(mutex_);
  for (const auto& [key, sum] : sums_) {
    const auto& [route, status] = key;
    text += fmt::format(
        "autochrome_request_seconds_sum{{route=\"{0}\",status=\"{1}\"}} {2}\n"
        "autochrome_request_seconds_count{{route=\"{0}\",status=\"{1}\"}} {3}\n",
        route, status, sum.seconds, sum.count);
  }
  return text;
}

}  // namespace autochrome::server
