// Statuses of HTTP (RFC 9110) that the servers give.
#pragma once

namespace autochrome::http {

enum Status : int {
  kOk = 200,
  kAccepted = 202,
  kNoContent = 204,
  kSeeOther = 303,
  kNotModified = 304,
  kBadRequest = 400,
  kUnauthorized = 401,
  kForbidden = 403,
  kNotFound = 404,
  kMethodNotAllowed = 405,
  kTimeout = 408,
  kConflict = 409,
  kLengthRequired = 411,
  kTooLarge = 413,
  kUnsupportedMedia = 415,
  kUnprocessable = 422,
  kTooMany = 429,
  kDeserted = 499,  ///< nginx's, and seen in logs alone
  kInternal = 500,
  kUnavailable = 503,
  kNoSpace = 507
};

/// "Not Found"; "Error" for what is not above.
[[nodiscard]] const char* title_of(int status) noexcept;

}  // namespace autochrome::http
