#include "http/listen.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include "base/error.h"

namespace autochrome::http {

void claim_port_alone(httplib::Server& server) {
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
}

int bind(httplib::Server& server, const std::string& host, int port) {
  const int bound =
      port == 0 ? server.bind_to_any_port(host) : (server.bind_to_port(host, port) ? port : -1);
  if (bound > 0) return bound;
  if (port == 0) {
    throw IoError(fmt::format("cannot listen on {}: is it an address of this machine?", host));
  }
  throw IoError(
      fmt::format("cannot listen on {}:{}; another program may, or try --port 0", host, port));
}

}  // namespace autochrome::http
