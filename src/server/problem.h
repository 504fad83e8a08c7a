// What a request is answered when it cannot be served: a status and words for whoever sent it
// (RFC 7807, application/problem+json).
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace autochrome::server {

/// Statuses of HTTP (RFC 9110) that the server gives; 499 is nginx's and seen in logs alone.
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
  kTooLarge = 413,
  kUnsupportedMedia = 415,
  kUnprocessable = 422,
  kTooMany = 429,
  kDeserted = 499,
  kInternal = 500,
  kUnavailable = 503,
  kNoSpace = 507
};

/// "Not Found"; "Error" for what is not above.
[[nodiscard]] const char* title_of(int status) noexcept;

class Problem : public Error {
 public:
  /// `errors` are single complaints, where there are several.
  Problem(int status, const std::string& detail, std::vector<std::string> errors = {});

  [[nodiscard]] int status() const noexcept { return status_; }

  [[nodiscard]] Json to_json() const;

  /// The problem that another process or an earlier run wrote down.
  [[nodiscard]] static Problem from_json(const Json& json);

 private:
  int status_;
  std::vector<std::string> errors_;
};

}  // namespace autochrome::server
