#include "server/front.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/version.h"
#include "server/openapi.h"
#include "server/option_list.h"
#include "server/problem.h"
#include "server/studio.h"

namespace autochrome::server {

namespace {

constexpr const char* kAnything = R"([\s\S]*)";
constexpr int kRetryWhenStopped = 5;

/// Nobody sends one, and what follows would be read as another request.
void refuse_body_of_get(const httplib::Request& request) {
  if (request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS") return;
  const std::string length = request.get_header_value("Content-Length");
  if ((length.empty() || length == "0") && !request.has_header("Transfer-Encoding")) return;
  throw Problem(kBadRequest, fmt::format("{} takes no body", request.method));
}

bool announces_body(const httplib::Request& request) {
  return request.has_header("Transfer-Encoding") ||
         request.get_header_value<std::uint64_t>("Content-Length") > 0;
}

void set_if_missing(httplib::Response& response, const char* name, const char* value) {
  if (!response.has_header(name)) response.set_header(name, value);
}

void add_common_headers(httplib::Response& response) {
  set_if_missing(response, "Content-Security-Policy", kContentSecurityPolicy);
  set_if_missing(response, "Cache-Control", "no-store");
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  response.set_header("Cross-Origin-Resource-Policy", "same-origin");
  response.set_header("Cross-Origin-Opener-Policy", "same-origin");
  // After an error the connection ends, and after a body that nobody read (Connection::spoiled).
  if (response.status >= kBadRequest || HttpServer::connection_ends()) {
    response.set_header("Connection", "close");
  }
}

}  // namespace

Front::Front(const Parts& parts, GateOptions gate)
    : parts_(parts),
      gate_(std::move(gate)),
      log_(parts.options.log),
      http_(parts.options.connections, std::chrono::seconds(parts.options.patience)) {
  add_service_routes();
  add_colorize_route(router_, parts_);
  add_job_routes(router_, parts_);
  add_event_routes(router_, parts_);
  add_picture_routes(router_, parts_);
  add_archive_route(router_, parts_);
  add_run_routes(router_, parts_);
  add_report_routes(router_, parts_);
  router_.set_files(send_studio_file);
  listen_to_methods();
}

void Front::add_service_routes() {
  router_.add({.method = "GET",
               .path = "/healthz",
               .summary = "Whether the server is up; asks for no token",
               .handler = [](Exchange& exchange) {
                 exchange.send({{"status", "ok"}, {"version", kVersion}});
               }});
  router_.add({.method = "GET",
               .path = "/metrics",
               .summary = "Figures for Prometheus",
               .handler =
                   [this](Exchange& exchange) {
                     exchange.response.set_content(log_.metrics(parts_, http_.connections()),
                                                   "text/plain; version=0.0.4; charset=utf-8");
                   },
               .answer = "text/plain"});
  router_.add({.method = "GET",
               .path = "/api/v1/openapi.json",
               .summary = "This description",
               .handler = [this](Exchange& exchange) {
                 exchange.send(openapi(router_, parts_.models()));
               }});
  router_.add(
      {.method = "GET",
       .path = "/api/v1/options",
       .summary = "The options there are, with ranges, defaults and help",
       .handler = [this](Exchange& exchange) { exchange.send(option_list(parts_.models())); }});
  router_.add({.method = "GET",
               .path = "/api/v1/models",
               .summary = "The models there are",
               .handler = [this](Exchange& exchange) { exchange.send(parts_.models().models); }});
}

void Front::answer_with_body(const httplib::Request& request,
                             httplib::Response& response,
                             const httplib::ContentReader& body) {
  if (!announces_body(request)) return answer(request, response, nullptr);
  // What a route leaves of a body would be read as another request.
  HttpServer::end_connection_after_answer(true);
  const httplib::ContentReader noticed(
      [&body](httplib::ContentReceiver receiver) {
        HttpServer::end_connection_after_answer(false);
        return body(std::move(receiver));
      },
      [&body](httplib::MultipartContentHeader header, httplib::ContentReceiver receiver) {
        HttpServer::end_connection_after_answer(false);
        return body(std::move(header), std::move(receiver));
      });
  answer(request, response, &noticed);
}

void Front::listen_to_methods() {
  const auto plain = [this](const httplib::Request& request, httplib::Response& response) {
    answer(request, response, nullptr);
  };
  const auto reading = [this](const httplib::Request& request, httplib::Response& response,
                              const httplib::ContentReader& body) {
    answer_with_body(request, response, body);
  };
  http_.Get(kAnything, plain);
  http_.Options(kAnything, plain);
  http_.Delete(kAnything, plain);
  // Without readers httplib would take whole bodies into memory.
  http_.Post(kAnything, reading);
  http_.Put(kAnything, reading);
  http_.Patch(kAnything, reading);
  http_.Delete(kAnything, reading);
  http_.set_expect_100_continue_handler(
      [this](const httplib::Request& request, httplib::Response&) {
        const auto most = static_cast<std::uint64_t>(bytes_of("max_body", parts_.options.max_body) +
                                                     (std::int64_t{1} << 17));
        // A body that will be refused is not asked for.
        return request.get_header_value<std::uint64_t>("Content-Length") > most ? kTooLarge : 100;
      });
  // What httplib refuses by itself.
  http_.set_error_handler([this](const httplib::Request&, httplib::Response& response) {
    if (!response.body.empty()) return;
    if (HttpServer::client_was_slow()) {
      refuse(response, Problem(kTimeout, "the request came too slowly"));
    } else {
      refuse(response, Problem(response.status, http::title_of(response.status)));
    }
    add_common_headers(response);
  });
  http_.set_logger([this](const httplib::Request& request, const httplib::Response& response) {
    log_.note(request, response, router_.pattern_of(request.method, request.path));
  });
}

int Front::seconds_to_wait() const {
  const PoolFigures pool = parts_.pool.figures();
  const double each = pool.done > 0 ? pool.seconds / static_cast<double>(pool.done) : 1.0;
  const double wait = each * static_cast<double>(pool.waiting) / std::max(1, pool.busy);
  return std::clamp(static_cast<int>(std::ceil(wait)), 1, 60);
}

void Front::refuse(httplib::Response& response, const Problem& problem) const {
  response.status = problem.status();
  for (const char* of_success : {"Cache-Control", "Content-Disposition", "ETag"}) {
    response.headers.erase(of_success);
  }
  response.content_provider_ = nullptr;
  response.content_length_ = 0;
  response.set_content(json_text(problem.to_json()), "application/problem+json");
  if (problem.status() == kTooMany) {
    response.set_header("Retry-After", std::to_string(seconds_to_wait()));
  }
  if (problem.status() == kUnavailable) {
    response.set_header("Retry-After", std::to_string(kRetryWhenStopped));
  }
  if (problem.status() == kUnauthorized) response.set_header("WWW-Authenticate", "Bearer");
}

void Front::route(Exchange& exchange) const {
  refuse_body_of_get(exchange.request);
  if (gate_.brings_token(exchange.request)) {
    exchange.response.set_header("Set-Cookie", gate_.cookie());
    exchange.response.set_header("Location", "/");
    exchange.response.status = kSeeOther;
    return;
  }
  gate_.check(exchange.request);
  if (parts_.stopping) throw Problem(kUnavailable, "the server stops");
  router_.route(exchange);
}

void Front::answer(const httplib::Request& request,
                   httplib::Response& response,
                   const httplib::ContentReader* body) {
  Exchange exchange{.request = request, .response = response, .body = body};
  try {
    route(exchange);
  } catch (const Problem& problem) {
    refuse(response, problem);
  } catch (const std::exception& error) {
    fmt::print(stderr, "autochrome: {} {}: {}\n", request.method, request.path, error.what());
    refuse(response, Problem(kInternal, "the server could not do that; its log says more"));
  }
  add_common_headers(response);
}

}  // namespace autochrome::server
