// Which address does what, as one table: requests are routed by it and the OpenAPI document is
// written from it, so that neither can say what the other does not.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <httplib.h>

#include "base/json.h"

namespace autochrome::server {

/// One request and its answer.
struct Exchange {
  const httplib::Request& request;
  httplib::Response& response;
  const httplib::ContentReader* body = nullptr;               ///< null where there is none
  std::map<std::string, std::string, std::less<>> path = {};  ///< values of {…} in the route

  /// A value of the path; the route has it.
  [[nodiscard]] const std::string& at(std::string_view name) const {
    return path.find(name)->second;
  }

  /// Answers in JSON.
  void send(const Json& json, int status = 200) const;
};

/// What a route takes beside its path.
struct Parameters {
  std::vector<std::string_view> groups = {};  ///< "network", "look", "output": option groups
  Json more = Json::array();                  ///< further query parameters, as OpenAPI has them
};

enum class Body { None, Picture, Json };

struct Route {
  std::string method;  ///< "GET"
  std::string path;    ///< "/api/v1/jobs/{id}"
  std::string summary;
  std::function<void(Exchange&)> handler;
  Parameters parameters = {};
  Body body = Body::None;
  std::string answer = "application/json";  ///< media type
  int status = 200;                         ///< when all is well
};

class Router {
 public:
  void add(Route route) { routes_.push_back(std::move(route)); }

  /// What is not under any route but fits a file, such as the Studio's: tried last, GET only.
  /// Returns whether it answered.
  void set_files(std::function<bool(Exchange&)> files) { files_ = std::move(files); }

  /// Throws Problem 404, or 405 with the header Allow set.
  void route(Exchange& exchange) const;

  /// The route's own path as written, for figures and logs; "other" when there is none.
  [[nodiscard]] std::string_view pattern_of(std::string_view method, std::string_view path) const;

  [[nodiscard]] const std::vector<Route>& routes() const noexcept { return routes_; }

 private:
  std::vector<Route> routes_;
  std::function<bool(Exchange&)> files_;
};

}  // namespace autochrome::server
