#include "http/origin.h"

#include "base/lowercase.h"

namespace autochrome::http {

namespace {

/// "example.org:80" of "http://example.org:80".
std::string_view authority_of(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

}  // namespace

std::string host_name(std::string_view host) {
  if (host.starts_with('[')) {
    host = host.substr(1, host.find(']') - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  return lowercase(std::string(host));
}

bool comes_from_another_page(const httplib::Request& request) {
  if (request.has_header("Origin") &&
      authority_of(request.get_header_value("Origin")) != request.get_header_value("Host")) {
    return true;
  }
  const std::string site = request.get_header_value("Sec-Fetch-Site");
  const bool opens_page =
      request.get_header_value("Sec-Fetch-Mode") == "navigate" && request.method == "GET";
  return (site == "cross-site" || site == "same-site") && !opens_page;
}

}  // namespace autochrome::http
