// What a request is answered when it cannot be served: a status and words for whoever sent it
// (RFC 7807, application/problem+json).
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "http/status.h"

namespace autochrome::server {

using enum http::Status;

/// What to answer where the system refused a file and an IoError was caught, which does not say
/// why: 503 where the process cannot open any, for want of descriptors, else 507.
[[nodiscard]] int status_of_io_failure() noexcept;

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
