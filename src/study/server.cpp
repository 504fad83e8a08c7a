#include "study/server.h"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <httplib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "base/json_text.h"
#include "base/lowercase.h"
#include "http/id.h"
#include "http/listen.h"
#include "http/origin.h"
#include "http/status.h"
#include "study/web/study.css.h"
#include "study/web/study.html.h"
#include "study/web/study.js.h"

namespace autochrome::study {

namespace {

using httplib::Request;
using httplib::Response;

using enum http::Status;

constexpr std::size_t kMostBody = 4096;
constexpr auto kLook = std::chrono::milliseconds(200);
constexpr int kLongestAnswer = 24 * 60 * 60 * 1000;  // milliseconds

// Who says nothing for so long has gone; until then a connection keeps a thread.
constexpr time_t kPatience = 5;
constexpr std::size_t kThreads = 64;

/// A request that no page of ours sends.
class BadRequest : public InputError {
 public:
  using InputError::InputError;
};

std::string participant_of(const std::string& name) {
  if (!http::is_id(name)) throw BadRequest("no such participant");
  return name;
}

std::size_t number_of(const Json& json) {
  if (!json.is_number_unsigned()) throw BadRequest("'number' is a whole number");
  return json.get<std::size_t>();
}

int milliseconds_of(const Json& json) {
  if (json.is_number_unsigned() && json.get<std::uint64_t>() <= kLongestAnswer) {
    return json.get<int>();
  }
  throw BadRequest("'milliseconds' is a whole number, a day at most");
}

void send(Response& response, const Json& json, int status = kOk) {
  response.status = status;
  response.set_content(json_text(json), "application/json");
}

/// Answers what the page asks; const state and the log, so any number of threads.
class Routes {
 public:
  explicit Routes(const StudyServer& server) : server_(server) {}

  /// What the participant is to see next, without a word on who made it.
  [[nodiscard]] Json next(const std::string& participant) const {
    const std::size_t number = server_.answers.answered_by(participant);
    const std::vector<Trial> trials = trials_of(participant);
    Json json = {{"participant", participant}, {"number", number}, {"of", trials.size()}};
    json["done"] = number >= trials.size();
    if (number < trials.size()) {
      json["question"] = trials[number].kind == TrialKind::Preference ? "natural" : "real";
    }
    return json;
  }

  /// Only of the question that is open, so that nobody looks ahead.
  [[nodiscard]] std::string picture(const std::string& participant, std::string_view side) const {
    const std::size_t number = server_.answers.answered_by(participant);
    const std::vector<Trial> trials = trials_of(participant);
    if (number >= trials.size()) throw BadRequest("no question is open");
    const Trial& trial = trials[number];
    return server_.gallery.png(trial.picture, side == "left" ? trial.left : trial.right);
  }

  /// Whether the answer was to the open question.
  [[nodiscard]] bool answer(const Json& body) const {
    Answer answer;
    try {
      answer.participant = participant_of(body.at("participant").get<std::string>());
      answer.number = number_of(body.at("number"));
      answer.milliseconds = milliseconds_of(body.at("milliseconds"));
      const auto chosen = body.at("chosen").get<std::string>();
      if (chosen != "left" && chosen != "right") throw BadRequest("'chosen' is left or right");
      answer.chose_left = chosen == "left";
    } catch (const Json::exception&) {
      throw BadRequest("an answer has participant, number, chosen and milliseconds");
    }
    const std::vector<Trial> trials = trials_of(answer.participant);
    if (answer.number >= trials.size()) return false;
    answer.trial = trials[answer.number];
    return server_.answers.append(answer);
  }

 private:
  [[nodiscard]] std::vector<Trial> trials_of(const std::string& participant) const {
    return plan_trials(server_.gallery, server_.trials, participant);
  }

  const StudyServer& server_;
};

/// Runs a handler and turns what it throws into a status and a sentence.
template <class Handler>
httplib::Server::Handler guarded(Handler handler) {
  return [handler](const Request& request, Response& response) {
    try {
      handler(request, response);
    } catch (const BadRequest& error) {
      send(response, {{"error", error.what()}}, kBadRequest);
    } catch (const std::exception& error) {
      fmt::print(stderr, "autochrome: {}\n", error.what());
      send(response, {{"error", "the study cannot go on; tell who runs it"}}, kInternal);
    }
  };
}

bool is_address(const std::string& name) {
  in6_addr address;
  return ::inet_pton(AF_INET, name.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), &address) == 1;
}

bool is_this_machines_name(const std::string& name) {
  char own[256] = {};
  if (::gethostname(own, sizeof own - 1) != 0) return false;
  const std::string lower = lowercase(own);
  return name == lower || name == lower + ".local";
}

/// A page elsewhere whose name resolves to this machine is kept out by its name: on this machine
/// alone the study has but two, and on a network its address and the machine's own name.
bool is_wrong_host(const Request& request, const ServerOptions& options) {
  const std::string name = http::host_name(request.get_header_value("Host"));
  if (name == "127.0.0.1" || name == "localhost") return false;
  if (options.host == "127.0.0.1" || options.host == "localhost") return true;
  return !is_address(name) && !is_this_machines_name(name) && name != http::host_name(options.host);
}

/// A body of unknown length, or one that grows when it is unpacked, escapes the limit on its size.
bool hides_its_length(const Request& request) {
  return request.has_header("Transfer-Encoding") || request.has_header("Content-Encoding");
}

std::string page() {
  std::string text(web::kStudyHtml);
  for (const auto& [mark, part] :
       {std::pair{"{{style}}", web::kStudyCss}, std::pair{"{{script}}", web::kStudyJs}}) {
    text.replace(text.find(mark), std::string_view(mark).size(), part);
  }
  return text;
}

void add_routes(httplib::Server& http, const Routes& routes) {
  http.Get("/", [](const Request&, Response& response) {
    response.set_content(page(), "text/html; charset=utf-8");
  });
  http.Get("/health", [](const Request&, Response& response) { send(response, {{"ok", true}}); });
  http.Post("/join", guarded([&routes](const Request&, Response& response) {
              send(response, routes.next(http::new_id()));
            }));
  http.Get("/next", guarded([&routes](const Request& request, Response& response) {
             send(response, routes.next(participant_of(request.get_param_value("participant"))));
           }));
  http.Get(R"(/picture/([0-9a-f]+)/\d+/(left|right))",
           guarded([&routes](const Request& request, Response& response) {
             response.set_content(
                 routes.picture(participant_of(request.matches[1]), request.matches[2].str()),
                 "image/png");
           }));
  http.Post("/answer", guarded([&routes](const Request& request, Response& response) {
              const Json body = parse_json(request.body);
              if (!body.is_object()) throw BadRequest("an answer is an object of JSON");
              const bool kept = routes.answer(body);
              send(response, routes.next(body.at("participant").get<std::string>()),
                   kept ? kOk : kConflict);
            }));
}

}  // namespace

void serve(const StudyServer& server, const std::atomic<bool>& stop) {
  const Routes routes(server);
  httplib::Server http;
  http.set_payload_max_length(kMostBody);
  http.set_read_timeout(kPatience);
  http.set_write_timeout(kPatience);
  http.set_keep_alive_timeout(kPatience);
  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http::claim_port_alone(http);
  http.set_default_headers(
      {{"Cache-Control", "no-store"},
       {"X-Content-Type-Options", "nosniff"},
       {"Referrer-Policy", "no-referrer"},
       {"Content-Security-Policy",
        "default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'; frame-ancestors 'none'"}});
  http.set_pre_routing_handler([&](const Request& request, Response& response) {
    if (http::comes_from_another_page(request) || is_wrong_host(request, server.options)) {
      send(response, {{"error", "this request comes from another page"}}, kForbidden);
      return httplib::Server::HandlerResponse::Handled;
    }
    if (hides_its_length(request)) {
      send(response, {{"error", "a body says its length and is sent as it is"}}, kLengthRequired);
      return httplib::Server::HandlerResponse::Handled;
    }
    return httplib::Server::HandlerResponse::Unhandled;
  });
  add_routes(http, routes);
  const ServerOptions& options = server.options;
  const int port = http::bind(http, options.host, options.port);
  server.ready(
      fmt::format("http://{}:{}/", options.host == "0.0.0.0" ? "localhost" : options.host, port));
  // Asked again until it has ended: a server that does not run yet does not hear it.
  const std::jthread watch([&](const std::stop_token& ended) {
    for (; !ended.stop_requested(); std::this_thread::sleep_for(kLook)) {
      if (stop) http.stop();
    }
  });
  http.listen_after_bind();
}

}  // namespace autochrome::study
