#include "http/status.h"

namespace autochrome::http {

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
    case kLengthRequired:
      return "Length Required";
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

}  // namespace autochrome::http
