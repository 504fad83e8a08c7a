#include "server/problem.h"

#include <utility>

namespace autochrome::server {

const char* title_of(int status) noexcept {
  switch (status) {
    case kBadRequest:
      return "Bad Request";
    case kUnauthorized:
      return "Unauthorized";
    case kForbidden:
      return "Forbidden";
    case kNotFound:
      return "Not Found";
    case kMethodNotAllowed:
      return "Method Not Allowed";
    case kTimeout:
      return "Request Timeout";
    case kConflict:
      return "Conflict";
    case kTooLarge:
      return "Content Too Large";
    case kUnsupportedMedia:
      return "Unsupported Media Type";
    case kUnprocessable:
      return "Unprocessable Content";
    case kTooMany:
      return "Too Many Requests";
    case kDeserted:
      return "Client Closed Request";
    case kInternal:
      return "Internal Server Error";
    case kUnavailable:
      return "Service Unavailable";
    case kNoSpace:
      return "Insufficient Storage";
    default:
      return "Error";
  }
}

Problem::Problem(int status, const std::string& detail, std::vector<std::string> errors)
    : Error(detail), status_(status), errors_(std::move(errors)) {}

Json Problem::to_json() const {
  Json json = {{"type", "about:blank"},
               {"title", title_of(status_)},
               {"status", status_},
               {"detail", what()}};
  if (!errors_.empty()) json["errors"] = errors_;
  return json;
}

Problem Problem::from_json(const Json& json) {
  return {json.value("status", static_cast<int>(kInternal)), json.value("detail", ""),
          json.value("errors", std::vector<std::string>())};
}

}  // namespace autochrome::server
