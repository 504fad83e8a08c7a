// Where a server listens.
#pragma once

#include <string>

#include <httplib.h>

namespace autochrome::http {

/// To be called before `bind`: httplib would share the port with another program that listens on
/// it, and nobody would notice.
void claim_port_alone(httplib::Server& server);

/// Binds to the port, or to any that is free for 0; which it became. Throws IoError where another
/// program has the port or the host is no address of this machine.
int bind(httplib::Server& server, const std::string& host, int port);

}  // namespace autochrome::http
