// The parts of the API, each adding its routes; what they work with is passed in.
#pragma once

#include <functional>
#include <string>

#include "server/event_hub.h"
#include "server/job_store.h"
#include "server/options.h"
#include "server/pool.h"
#include "server/router.h"

namespace autochrome::server {

/// What the zygote told of the models, and which is meant when none is named.
struct ModelList {
  Json models;  ///< as /api/v1/models shows them
  std::string default_name;
};

/// All of it outlives the routes.
struct Parts {
  const ServerOptions& options;
  Pool& pool;
  JobStore& store;
  EventHub& events;
  std::function<const ModelList&()> models;  ///< waits until they are loaded
  const std::atomic<bool>& stopping;
};

/// The options in `values`, held against limits and models. Throws Problem 400.
[[nodiscard]] JobOptions job_options_of(const Parts& parts, const Json& values);

/// The query's values as JSON, without `names`.
[[nodiscard]] Json query_values(const httplib::Request& request,
                                std::initializer_list<std::string_view> names = {});

/// A query's integer between `least` and `most`, or `otherwise`. Throws Problem 400.
[[nodiscard]] int query_integer(
    const httplib::Request& request, const char* name, int otherwise, int least, int most);

/// An address of events that follows `next` until it is over: it returns what is to be sent, empty
/// when nothing came for a while, and says whether that was the last.
struct Said {
  std::string text = {};
  bool last = false;
};

void send_events(Exchange& exchange, std::function<Said()> next);

/// "event: job" and its data, ready to send.
[[nodiscard]] std::string event_text(std::string_view kind, const Json& data);

void add_colorize_route(Router& router, const Parts& parts);
void add_job_routes(Router& router, const Parts& parts);
void add_event_routes(Router& router, const Parts& parts);
void add_picture_routes(Router& router, const Parts& parts);
void add_archive_route(Router& router, const Parts& parts);
void add_run_routes(Router& router, const Parts& parts);
void add_report_routes(Router& router, const Parts& parts);

}  // namespace autochrome::server
