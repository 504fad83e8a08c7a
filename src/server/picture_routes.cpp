// Pictures: coloured at once, and the many faces of a job, previews, regions and results.
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "server/api.h"
#include "server/file_answer.h"
#include "server/format_names.h"
#include "server/http_server.h"
#include "server/option_values.h"
#include "server/problem.h"
#include "server/upload.h"

namespace autochrome::server {

namespace {

constexpr int kPreviewSide = 1280;
constexpr int kMostSide = 4096;
constexpr int kMostRegion = 2048;
constexpr int kMostCoordinate = 100'000'000;

Json parameter(const char* name, const char* help, Json schema) {
  return {{"name", name}, {"in", "query"}, {"description", help}, {"schema", std::move(schema)}};
}

Json integer(const char* name, const char* help, int least, int most, Json otherwise = nullptr) {
  Json schema = {{"type", "integer"}, {"minimum", least}, {"maximum", most}};
  if (!otherwise.is_null()) schema["default"] = otherwise;
  return parameter(name, help, schema);
}

Json long_side() {
  return integer("long_side",
                 "Longer side of the answer in pixels; smaller pictures stay as they are", 1,
                 kMostSide, kPreviewSide);
}

/// The job with the look that the query asks for, read together with `more`.
template <class... More>
Job job_with_look(const Parts& parts,
                  const Exchange& exchange,
                  std::initializer_list<std::string_view> names,
                  More&... more) {
  const std::string& id = exchange.at("id");
  Job job = parts.store.find(id);
  const Json values = query_values(exchange.request, names);
  OptionReader reader(values);
  reader.read(job.options.colorize.look);
  (reader.read(more), ...);
  reader.finish();
  return job;
}

void require_done(const Job& job) {
  if (job.state == JobState::Done) return;
  throw Problem(kConflict,
                fmt::format("the job is {}; there is no result yet", name_of(job.state)));
}

Task task_for(const Parts& parts, const Job& job, Task::Kind kind) {
  return {.kind = kind,
          .photo = parts.store.folder().photo_file(job),
          .name = job.name,
          .painting = parts.store.folder().painting_file(job),
          .target = parts.store.folder().scratch_file(),
          .options = job.options};
}

/// Has the task done and sends the file it made.
Json perform_and_send(const Parts& parts, Exchange& exchange, const Task& task) {
  const Scratch made(parts.store.folder(), task.target);
  const Json result = parts.pool.perform(task, HttpServer::client_is_gone);
  const image::Format format = format_named(result.at("format").get<std::string>());
  send_and_remove(exchange, result.at("file").get<std::string>(), media_type(format));
  return result;
}

/// For pictures that do not depend on the job's look, and only where there is one: not for errors.
void keep_in_browser(Exchange& exchange) {
  exchange.response.set_header("Cache-Control", "private, max-age=86400, immutable");
}

void colorize_now(const Parts& parts, Exchange& exchange) {
  const Json query = query_values(exchange.request, {"name"});
  if (parts.pool.figures().waiting >= static_cast<std::size_t>(parts.options.queue)) {
    throw Problem(kTooMany, "too many requests wait already; try again in a moment");
  }
  Scratch upload(parts.store.folder());
  const Received received = receive(exchange, upload, bytes_of("max_body", parts.options.max_body));
  if (!received.photo) {
    throw Problem(kUnsupportedMedia,
                  "a picture is wanted, as the body or as a form's part 'photo'");
  }
  Json values = query;
  for (const auto& item : received.json.items()) values[item.key()] = item.value();
  OutputOptions output;
  Json network_and_look = Json::object();
  Json rest = Json::object();
  for (const auto& item : values.items()) {
    const bool is_output = item.key() == "format" || item.key() == "quality";
    (is_output ? rest : network_and_look)[item.key()] = item.value();
  }
  OptionReader reader(rest);
  reader.read(output);
  reader.finish();
  Task task{.kind = Task::Kind::Colorize,
            .photo = upload.file(),
            .name = harmless_name(exchange.request.has_param("name")
                                      ? exchange.request.get_param_value("name")
                                      : received.photo->name),
            .target = parts.store.folder().scratch_file(),
            .options = job_options_of(parts, network_and_look),
            .output = output};
  static_cast<void>(perform_and_send(parts, exchange, task));
}

void send_original(const Parts& parts, Exchange& exchange) {
  Task task = task_for(parts, parts.store.find(exchange.at("id")), Task::Kind::Original);
  task.long_side = query_integer(exchange.request, "long_side", kPreviewSide, 1, kMostSide);
  static_cast<void>(perform_and_send(parts, exchange, task));
  keep_in_browser(exchange);
}

void send_preview(const Parts& parts, Exchange& exchange, Task::Kind kind) {
  const Job job = job_with_look(parts, exchange, {"long_side"});
  require_done(job);
  Task task = task_for(parts, job, kind);
  task.long_side = query_integer(exchange.request, "long_side", kPreviewSide, 1, kMostSide);
  static_cast<void>(perform_and_send(parts, exchange, task));
  if (kind == Task::Kind::Lab) keep_in_browser(exchange);
}

Task::View view_named(const std::string& name) {
  if (name.empty() || name == "color") return Task::View::Color;
  if (name == "original") return Task::View::Original;
  if (name == "lab") return Task::View::Lab;
  throw Problem(kBadRequest, fmt::format("'kind' is '{}'; wanted color, original or lab", name));
}

void send_region(const Parts& parts, Exchange& exchange) {
  const httplib::Request& request = exchange.request;
  const Job job = job_with_look(parts, exchange, {"x", "y", "width", "height", "kind"});
  Task task = task_for(parts, job, Task::Kind::Region);
  task.view = view_named(request.get_param_value("kind"));
  if (task.view != Task::View::Original) require_done(job);
  task.area = {query_integer(request, "x", 0, 0, kMostCoordinate),
               query_integer(request, "y", 0, 0, kMostCoordinate),
               query_integer(request, "width", kMostRegion, 1, kMostRegion),
               query_integer(request, "height", kMostRegion, 1, kMostRegion)};
  if (job.width > 0 && (task.area.left >= job.width || task.area.top >= job.height)) {
    throw Problem(kBadRequest, fmt::format("the region starts at {},{}; the picture is {}x{}",
                                           task.area.left, task.area.top, job.width, job.height));
  }
  static_cast<void>(perform_and_send(parts, exchange, task));
}

void send_result(const Parts& parts, Exchange& exchange) {
  OutputOptions output;
  const Job job = job_with_look(parts, exchange, {}, output);
  require_done(job);
  Task task = task_for(parts, job, Task::Kind::Result);
  task.output = output;
  const Json result = perform_and_send(parts, exchange, task);
  exchange.response.set_header(
      "Content-Disposition",
      attachment(result_name(job.name, result.at("format").get<std::string>())));
}

}  // namespace

void add_colorize_route(Router& router, const Parts& parts) {
  router.add({.method = "POST",
              .path = "/api/v1/colorize",
              .summary = "Colour a picture while the caller waits",
              .handler = [parts](Exchange& exchange) { colorize_now(parts, exchange); },
              .parameters = {{"network", "look", "output"}},
              .body = Body::Picture,
              .answer = "image/*"});
}

void add_picture_routes(Router& router, const Parts& parts) {
  const std::string job = "/api/v1/jobs/{id}";
  router.add({.method = "GET",
              .path = job + "/original",
              .summary = "The photo, upright, as a JPEG; there as soon as the job is",
              .handler = [parts](Exchange& exchange) { send_original(parts, exchange); },
              .parameters = {{}, Json::array({long_side()})},
              .answer = "image/jpeg"});
  router.add(
      {.method = "GET",
       .path = job + "/preview",
       .summary = "The coloured picture, reduced, as a JPEG; the job's look unless given",
       .handler =
           [parts](Exchange& exchange) { send_preview(parts, exchange, Task::Kind::Preview); },
       .parameters = {{"look"}, Json::array({long_side()})},
       .answer = "image/jpeg"});
  router.add(
      {.method = "GET",
       .path = job + "/lab",
       .summary = "L · 255/100, a + 128 and b + 128 without a look, as an 8-bit RGB PNG",
       .handler = [parts](Exchange& exchange) { send_preview(parts, exchange, Task::Kind::Lab); },
       .parameters = {{}, Json::array({long_side()})},
       .answer = "image/png"});
  router.add(
      {.method = "GET",
       .path = job + "/region",
       .summary = "A rectangle of the picture pixel for pixel, as a JPEG, or as a PNG of Lab",
       .handler = [parts](Exchange& exchange) { send_region(parts, exchange); },
       .parameters = {{"look"},
                      Json::array({integer("x", "Left edge", 0, kMostCoordinate, 0),
                                   integer("y", "Upper edge", 0, kMostCoordinate, 0),
                                   integer("width", "In pixels", 1, kMostRegion, kMostRegion),
                                   integer("height", "In pixels", 1, kMostRegion, kMostRegion),
                                   parameter("kind", "What it shows",
                                             {{"type", "string"},
                                              {"enum", {"color", "original", "lab"}},
                                              {"default", "color"}})})},
       .answer = "image/jpeg"});
  router.add({.method = "GET",
              .path = job + "/result",
              .summary = "The whole coloured picture at full size and depth with its metadata",
              .handler = [parts](Exchange& exchange) { send_result(parts, exchange); },
              .parameters = {{"look", "output"}},
              .answer = "image/*"});
}

}  // namespace autochrome::server
