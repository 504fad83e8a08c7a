// Who may ask: requests under a name that is not the server's (DNS rebinding), from pages of other
// sites, and without the token where one is required are turned away before anything else happens.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include <httplib.h>

namespace autochrome::server {

struct GateOptions {
  std::set<std::string> names;  ///< hosts the server goes by, lower case; empty for any
  std::string token;            ///< empty when none is required
};

class Gate {
 public:
  explicit Gate(GateOptions options) : options_(std::move(options)) {}

  /// Throws Problem 400, 401 or 403.
  void check(const httplib::Request& request) const;

  /// Whether the request opens the page with the right token in its address, to be given the
  /// cookie instead.
  [[nodiscard]] bool brings_token(const httplib::Request& request) const;

  /// "Set-Cookie" for a browser that brought the token.
  [[nodiscard]] std::string cookie() const;

 private:
  void check_host(const httplib::Request& request) const;
  void check_token(const httplib::Request& request) const;

  GateOptions options_;
};

/// Whether the address reaches this machine only.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace autochrome::server
