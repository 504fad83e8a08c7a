#include "server/gate.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "http/origin.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

constexpr std::string_view kCookie = "autochrome_token";

/// Takes as long for any wrong text of the same length.
bool same(std::string_view left, std::string_view right) noexcept {
  if (left.size() != right.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^
                                        static_cast<unsigned char>(right[i]));
  }
  return difference == 0;
}

/// The value of a cookie among "a=1; b=2".
std::string_view cookie_in(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    std::string_view one = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=') {
      return one.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

void Gate::check_host(const httplib::Request& request) const {
  if (request.get_header_value_count("Host") != 1) {
    throw Problem(kBadRequest, "a request names one host");
  }
  const std::string host = request.get_header_value("Host");
  if (!options_.names.empty() && !options_.names.contains(http::host_name(host))) {
    throw Problem(kForbidden,
                  fmt::format("this server does not go by the name '{}'; --names adds some", host));
  }
  if (http::comes_from_another_page(request)) {
    throw Problem(kForbidden, "this request comes from another page");
  }
}

void Gate::check_token(const httplib::Request& request) const {
  if (options_.token.empty()) return;
  const std::string given = request.get_header_value("Authorization");
  if (same(given, "Bearer " + options_.token)) return;
  if (same(cookie_in(request.get_header_value("Cookie"), kCookie), options_.token)) return;
  throw Problem(kUnauthorized,
                given.empty() ? "a token is required: open the address that the server printed, or "
                                "send 'Authorization: Bearer TOKEN'"
                              : "the token is wrong");
}

void Gate::check(const httplib::Request& request) const {
  if (request.path == "/healthz") return;
  check_host(request);
  check_token(request);
}

bool Gate::brings_token(const httplib::Request& request) const {
  return !options_.token.empty() && request.method == "GET" && request.path == "/" &&
         same(request.get_param_value("token"), options_.token);
}

std::string Gate::cookie() const {
  return fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000", kCookie,
                     options_.token);
}

}  // namespace autochrome::server
