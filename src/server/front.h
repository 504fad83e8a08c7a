// The HTTP side of the server: every request passes the gate, is routed, answered and noted.
#pragma once

#include <atomic>
#include <string>

#include "server/api.h"
#include "server/gate.h"
#include "server/http_server.h"
#include "server/problem.h"
#include "server/request_log.h"
#include "server/router.h"

namespace autochrome::server {

class Front {
 public:
  Front(const Parts& parts, GateOptions gate);

  [[nodiscard]] HttpServer& http() noexcept { return http_; }

 private:
  void add_service_routes();
  void listen_to_methods();
  void answer(const httplib::Request& request,
              httplib::Response& response,
              const httplib::ContentReader* body);
  void answer_with_body(const httplib::Request& request,
                        httplib::Response& response,
                        const httplib::ContentReader& body);
  void route(Exchange& exchange) const;
  void refuse(httplib::Response& response, const Problem& problem) const;
  [[nodiscard]] int seconds_to_wait() const;

  Parts parts_;
  Gate gate_;
  Router router_;
  RequestLog log_;
  HttpServer http_;
};

}  // namespace autochrome::server
