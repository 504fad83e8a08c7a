// Jobs: given, listed, changed, taken back.
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "http/id.h"
#include "server/api.h"
#include "server/option_values.h"
#include "server/problem.h"
#include "server/upload.h"

namespace autochrome::server {

namespace {

/// Throws Problem 404 for what cannot be an id.
const std::string& id_of(const Exchange& exchange) {
  const std::string& id = exchange.at("id");
  if (!http::is_id(id)) throw Problem(kNotFound, fmt::format("there is no job '{}'", id));
  return id;
}

/// Query and JSON together; the JSON's say counts.
Json merged(Json query, const Json& json) {
  for (const auto& item : json.items()) query[item.key()] = item.value();
  return query;
}

/// A further job of a photo that is there.
Json add_again(const Parts& parts, const Json& query, const Json& body) {
  if (!body.contains("photo") || !body.at("photo").is_string()) {
    throw Problem(kBadRequest, "'photo' is wanted, the id of an uploaded photo");
  }
  const Json options = body.value("options", Json::object());
  if (!options.is_object()) throw Problem(kBadRequest, "'options' is an object");
  return parts.store.add(body.at("photo").get<std::string>(),
                         job_options_of(parts, merged(query, options)));
}

void create(const Parts& parts, Exchange& exchange) {
  const Json query = query_values(exchange.request, {"name"});
  // Told before the photo is sent, where it can be.
  static_cast<void>(job_options_of(parts, query));
  Scratch upload(parts.store.folder());  // the photo moves on, where it is new
  Received received = receive(exchange, upload, bytes_of("max_body", parts.options.max_body));
  Json job;
  if (received.photo) {
    Upload& photo = *received.photo;
    if (exchange.request.has_param("name")) photo.name = exchange.request.get_param_value("name");
    photo.name = harmless_name(photo.name);
    job = parts.store.add(photo, job_options_of(parts, merged(query, received.json)));
  } else {
    job = add_again(parts, query, received.json);
  }
  parts.pool.call_for_jobs();
  exchange.response.set_header("Location", "/api/v1/jobs/" + job.at("id").get<std::string>());
  exchange.send(job, kAccepted);
}

void change_look(const Parts& parts, Exchange& exchange) {
  const Json body = read_json(exchange);
  const Json values = body.value("options", Json::object());
  if (!values.is_object()) throw Problem(kBadRequest, "'options' is an object");
  color::LookOptions look = parts.store.find(id_of(exchange)).options.colorize.look;
  OptionReader reader(values);
  reader.read(look);
  reader.finish();
  exchange.send(parts.store.set_look(id_of(exchange), look));
}

void add_routes_of_all(Router& router, const Parts& parts) {
  Json name = Json::array();
  name.push_back({{"name", "name"},
                  {"in", "query"},
                  {"description", "What the photo is called"},
                  {"schema", {{"type", "string"}}}});
  router.add(
      {.method = "POST",
       .path = "/api/v1/jobs",
       .summary = "Colour an uploaded photo, or one that is there with another model or seed",
       .handler = [parts](Exchange& exchange) { create(parts, exchange); },
       .parameters = {{"network", "look"}, name},
       .body = Body::Picture,
       .status = kAccepted});
  router.add({.method = "GET",
              .path = "/api/v1/jobs",
              .summary = "All jobs, the newest first, and what they take on disk",
              .handler = [parts](Exchange& exchange) { exchange.send(parts.store.show_all()); }});
  router.add({.method = "DELETE",
              .path = "/api/v1/jobs",
              .summary = "Remove all jobs and their photos",
              .handler = [parts](Exchange&) { parts.store.remove_all(); },
              .answer = "",
              .status = kNoContent});
}

void add_routes_of_one(Router& router, const Parts& parts) {
  router.add({.method = "GET",
              .path = "/api/v1/jobs/{id}",
              .summary = "One job",
              .handler = [parts](Exchange& exchange) {
                exchange.send(parts.store.show(id_of(exchange)));
              }});
  router.add({.method = "PATCH",
              .path = "/api/v1/jobs/{id}",
              .summary = "Remember another look; the network does not run again",
              .handler = [parts](Exchange& exchange) { change_look(parts, exchange); },
              .body = Body::Json});
  router.add({.method = "DELETE",
              .path = "/api/v1/jobs/{id}",
              .summary = "Remove a job; its photo goes with its last job",
              .handler = [parts](Exchange& exchange) { parts.store.remove(id_of(exchange)); },
              .answer = "",
              .status = kNoContent});
  router.add({.method = "POST",
              .path = "/api/v1/jobs/{id}/cancel",
              .summary = "Give up a job that waits or runs",
              .handler = [parts](Exchange& exchange) {
                exchange.send(parts.store.cancel(id_of(exchange)));
              }});
  router.add({.method = "POST",
              .path = "/api/v1/jobs/{id}/retry",
              .summary = "Try a job again that failed or was cancelled",
              .handler = [parts](Exchange& exchange) {
                const Json job = parts.store.retry(id_of(exchange));
                parts.pool.call_for_jobs();
                exchange.send(job);
              }});
}

}  // namespace

void add_job_routes(Router& router, const Parts& parts) {
  add_routes_of_all(router, parts);
  add_routes_of_one(router, parts);
}

void add_event_routes(Router& router, const Parts& parts) {
  constexpr auto kPatience = std::chrono::milliseconds(500);
  router.add({.method = "GET",
              .path = "/api/v1/events",
              .summary = "What happens to jobs: events 'job' and 'removed'",
              .handler =
                  [parts](Exchange& exchange) {
                    const auto listener = parts.events.listen();
                    send_events(exchange, [listener]() -> Said {
                      const std::optional<Event> event = listener->next(kPatience);
                      if (!event) return {.last = listener->over()};
                      return {event_text(event->kind, event->data)};
                    });
                  },
              .answer = "text/event-stream"});
  router.add({.method = "GET",
              .path = "/api/v1/jobs/{id}/events",
              .summary = "What happens to one job, until it has ended",
              .handler =
                  [parts](Exchange& exchange) {
                    const auto listener = parts.events.listen(id_of(exchange));
                    auto now =
                        std::make_shared<std::optional<Job>>(parts.store.find(id_of(exchange)));
                    const Json shown = parts.store.show(id_of(exchange));
                    send_events(exchange, [listener, now, shown]() -> Said {
                      if (*now) {
                        const bool ended = (*now)->ended();
                        now->reset();
                        return {event_text("job", shown), ended};
                      }
                      const std::optional<Event> event = listener->next(kPatience);
                      if (!event) return {.last = listener->over()};
                      return {event_text(event->kind, event->data), event->last};
                    });
                  },
              .answer = "text/event-stream"});
}

}  // namespace autochrome::server
