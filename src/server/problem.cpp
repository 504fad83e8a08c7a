#include "server/problem.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace autochrome::server {

int status_of_io_failure() noexcept {
  const int probe = ::open("/", O_RDONLY | O_CLOEXEC);
  if (probe < 0) return errno == EMFILE || errno == ENFILE ? kUnavailable : kNoSpace;
  ::close(probe);
  return kNoSpace;
}

Problem::Problem(int status, const std::string& detail, std::vector<std::string> errors)
    : Error(detail), status_(status), errors_(std::move(errors)) {}

Json Problem::to_json() const {
  Json json = {{"type", "about:blank"},
               {"title", http::title_of(status_)},
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
