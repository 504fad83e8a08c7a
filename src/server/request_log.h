// A line a request on standard error, and the figures of /metrics.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include <httplib.h>

#include "server/api.h"

namespace autochrome::server {

class RequestLog {
 public:
  /// `form` is "human", "json" or "none".
  explicit RequestLog(std::string form) : form_(std::move(form)) {}

  /// Writes and counts a request that was answered. `pattern` is its route.
  void note(const httplib::Request& request,
            const httplib::Response& response,
            std::string_view pattern);

  /// Prometheus' text format, version 0.0.4.
  [[nodiscard]] std::string metrics(const Parts& parts, int connections) const;

 private:
  struct Sum {
    std::int64_t count = 0;
    double seconds = 0;
  };

  std::string form_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, Sum> sums_;  ///< by route and status
};

}  // namespace autochrome::server
