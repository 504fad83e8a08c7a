#include "server/router.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

/// The next part of a path and what is behind its slash.
std::pair<std::string_view, std::string_view> split(std::string_view path) {
  const std::size_t slash = path.find('/', 1);
  if (slash == std::string_view::npos) return {path, {}};
  return {path.substr(0, slash), path.substr(slash)};
}

/// The values of the pattern's {…}, or nothing when the path is another.
std::optional<Values> match(std::string_view pattern, std::string_view path) {
  Values values;
  while (!pattern.empty() && !path.empty()) {
    const auto [wanted, pattern_left] = split(pattern);
    const auto [part, path_left] = split(path);
    if (wanted.starts_with("/{")) {
      if (part.size() < 2) return {};
      values.emplace(wanted.substr(2, wanted.size() - 3), part.substr(1));
    } else if (wanted != part) {
      return {};
    }
    pattern = pattern_left;
    path = path_left;
  }
  if (!pattern.empty() || !path.empty()) return {};
  return values;
}

/// HEAD is answered like GET; httplib leaves the body out.
std::string_view method_of(std::string_view method) { return method == "HEAD" ? "GET" : method; }

}  // namespace

void Exchange::send(const Json& json, int status) const {
  response.status = status;
  response.set_content(json_text(json), "application/json");
}

void Router::route(Exchange& exchange) const {
  const std::string_view method = method_of(exchange.request.method);
  std::string allowed;
  for (const Route& route : routes_) {
    std::optional<Values> values = match(route.path, exchange.request.path);
    if (!values) continue;
    if (route.method == method) {
      exchange.path = std::move(*values);
      exchange.response.status = route.status;
      return route.handler(exchange);
    }
    allowed += (allowed.empty() ? "" : ", ") + route.method;
  }
  if (allowed.empty() && files_ && method == "GET" && files_(exchange)) return;
  if (allowed.empty()) {
    throw Problem(kNotFound, fmt::format("there is nothing at '{}'", exchange.request.path));
  }
  exchange.response.set_header("Allow", allowed);
  throw Problem(kMethodNotAllowed, fmt::format("'{}' takes {}", exchange.request.path, allowed));
}

std::string_view Router::pattern_of(std::string_view method, std::string_view path) const {
  for (const Route& route : routes_) {
    if (route.method == method_of(method) && match(route.path, path)) return route.path;
  }
  return "other";
}

}  // namespace autochrome::server
