// Training runs to follow and evaluation reports to read.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <sstream>
#include <thread>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json_text.h"
#include "server/api.h"
#include "server/file_answer.h"
#include "server/problem.h"
#include "server/published_folder.h"

namespace autochrome::server {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A run that has said nothing for longer than its longest epochs take has ended, however.
constexpr auto kSilence = 30min;
constexpr auto kLook = 500ms;

/// A page of a run or report runs no scripts of others and reaches nobody.
constexpr const char* kSandbox =
    "sandbox allow-scripts; default-src 'none'; img-src data: 'self'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; frame-ancestors 'self'";

/// A file that may be missing or half written.
std::string text_or_empty(const fs::path& path) {
  try {
    return read_file(path);
  } catch (const IoError&) {
    return {};
  }
}

Json json_or_empty(const fs::path& path) {
  Json json = parse_json(text_or_empty(path));
  return json.is_object() ? json : Json::object();
}

/// What stands at `place`, or `otherwise` where it is no text: files come from anywhere.
std::string text_at(const Json& json, const char* place, const std::string& otherwise = {}) {
  const Json::json_pointer pointer(place);
  if (!json.contains(pointer) || !json.at(pointer).is_string()) return otherwise;
  return json.at(pointer).get<std::string>();
}

/// The same of a whole number; 0 where it is none.
int integer_at(const Json& json, const char* place) {
  const Json::json_pointer pointer(place);
  if (!json.contains(pointer) || !json.at(pointer).is_number_integer()) return 0;
  return json.at(pointer).get<int>();
}

/// The lines that are whole.
Json epochs_of(const fs::path& run) {
  Json epochs = Json::array();
  std::istringstream text(text_or_empty(run / "metrics.jsonl"));
  for (std::string line; std::getline(text, line);) {
    Json row = parse_json(line);
    if (row.is_object()) epochs.push_back(std::move(row));
  }
  return epochs;
}

fs::file_time_type last_change(const fs::path& run) {
  auto latest = fs::file_time_type::min();  // {} is the clock's epoch, in the next century
  for (const char* name : {"", "metrics.jsonl", "checkpoint.safetensors", "config.json"}) {
    std::error_code failure;
    const auto time = fs::last_write_time(run / name, failure);
    if (!failure) latest = std::max(latest, time);
  }
  return latest;
}

std::string time_text_of(fs::file_time_type time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  return fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(
          std::chrono::time_point_cast<std::chrono::system_clock::duration>(system))));
}

Json summary_of(const std::string& name, const fs::path& run) {
  const Json config = json_or_empty(run / "config.json");
  const Json epochs = epochs_of(run);
  const int of = integer_at(config, "/options/epochs");
  const int epoch = epochs.empty() ? 0 : integer_at(epochs.back(), "/epoch");
  const fs::file_time_type changed = last_change(run);
  const bool running = epoch < of && changed > fs::file_time_type::clock::now() - kSilence;
  return {{"name", name},
          {"network", text_at(config, "/net")},
          {"state", running ? "running" : "ended"},
          {"epoch", epoch},
          {"epochs", of},
          {"updated", time_text_of(changed)}};
}

Json samples_of(const std::string& name, const fs::path& run) {
  std::vector<std::string> files;
  std::error_code failure;
  for (fs::directory_iterator at(run / "samples", failure), end; !failure && at != end;
       at.increment(failure)) {
    if (at->path().extension() == ".png") files.push_back(at->path().filename().string());
  }
  std::ranges::sort(files);
  Json urls = Json::array();
  for (const std::string& file : files) {
    urls.push_back(fmt::format("/api/v1/runs/{}/files/{}", name, file));
  }
  return urls;
}

void send_published(Exchange& exchange, const fs::path& file) {
  exchange.response.headers.erase("Content-Security-Policy");
  exchange.response.set_header("Content-Security-Policy", kSandbox);
  send_file(exchange, file, shown_type(file));
}

Json report_json(const std::string& name, const fs::path& folder) {
  const Json metrics = json_or_empty(folder / "metrics.json");
  Json models = Json::array();
  for (const Json& one : metrics.value("contestants", Json::array())) {
    if (one.is_object()) models.push_back(text_at(one, "/name"));
  }
  std::error_code failure;
  const auto written = fs::last_write_time(folder / "report.html", failure);
  const std::string date = text_at(metrics, "/head/date");
  return {{"name", name},
          {"title", text_at(metrics, "/head/title", name)},
          {"date", date.empty() && !failure ? time_text_of(written) : date},
          {"models", models}};
}

/// An event whenever the run has grown. `place` is one among the listeners, whose number is
/// bounded.
void send_run_events(Exchange& exchange,
                     const std::string& name,
                     const fs::path& run,
                     const std::shared_ptr<EventHub::Listener>& place,
                     const std::atomic<bool>& stopping) {
  auto seen = std::make_shared<fs::file_time_type>(last_change(run));
  send_events(exchange, [=, &stopping]() -> Said {
    static_cast<void>(place->next(kLook));
    if (stopping) return {.last = true};
    const fs::file_time_type now = last_change(run);
    if (now == *seen) return {};
    *seen = now;
    return {event_text("run", summary_of(name, run))};
  });
}

/// What `show` says of each folder.
template <class Show>
Json list_of(const PublishedFolder& folders, const Show& show) {
  Json all = Json::array();
  for (const std::string& name : folders.names()) all.push_back(show(name, folders.find(name)));
  return all;
}

}  // namespace

void add_run_routes(Router& router, const Parts& parts) {
  const auto runs = std::make_shared<PublishedFolder>(parts.options.runs, "config.json");
  router.add(
      {.method = "GET",
       .path = "/api/v1/runs",
       .summary = "Training runs of the folder that --runs names",
       .handler = [runs](Exchange& exchange) { exchange.send(list_of(*runs, summary_of)); }});
  router.add({.method = "GET",
              .path = "/api/v1/runs/{name}",
              .summary = "A run's configuration, figures by epoch and sample pictures",
              .handler = [runs](Exchange& exchange) {
                const fs::path run = runs->find(exchange.at("name"));
                exchange.send({{"config", json_or_empty(run / "config.json")},
                               {"epochs", epochs_of(run)},
                               {"samples", samples_of(exchange.at("name"), run)}});
              }});
  router.add({.method = "GET",
              .path = "/api/v1/runs/{name}/events",
              .summary = "An event 'run' whenever the run has grown",
              .handler =
                  [runs, events = &parts.events, stopping = &parts.stopping](Exchange& exchange) {
                    const std::string& name = exchange.at("name");
                    send_run_events(exchange, name, runs->find(name), events->listen("run"),
                                    *stopping);
                  },
              .answer = "text/event-stream"});
  router.add({.method = "GET",
              .path = "/api/v1/runs/{name}/files/{file}",
              .summary = "A run's report page or one of its sample pictures",
              .handler =
                  [runs](Exchange& exchange) {
                    send_published(exchange, runs->file(exchange.at("name"), exchange.at("file"),
                                                        {"samples"}));
                  },
              .answer = "*/*"});
}

void add_report_routes(Router& router, const Parts& parts) {
  const auto reports = std::make_shared<PublishedFolder>(parts.options.reports, "report.html");
  router.add({.method = "GET",
              .path = "/api/v1/reports",
              .summary = "Evaluation reports of the folder that --reports names",
              .handler = [reports](Exchange& exchange) {
                exchange.send(list_of(*reports, report_json));
              }});
  router.add({.method = "GET",
              .path = "/api/v1/reports/{name}/{file}",
              .summary = "A report's page, tables and figures",
              .handler =
                  [reports](Exchange& exchange) {
                    send_published(exchange,
                                   reports->file(exchange.at("name"), exchange.at("file")));
                  },
              .answer = "*/*"});
}

}  // namespace autochrome::server
