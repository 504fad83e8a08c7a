// The server put together and run: see docs/server.md for how it looks from outside and
// ARCHITECTURE.md for its processes.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "server/nursery.h"
#include "server/options.h"

namespace autochrome::server {

struct Service {
  ServerOptions options;
  std::vector<NamedModel> models;
  std::string default_model;
  /// Called with the address of the Studio, token included, once clients are answered.
  std::function<void(const std::string& address)> ready;
};

/// Serves until `stop` turns true, which it looks at several times a second; then running work is
/// finished or given back and everything is in place for the next start. To be called before the
/// program has any other thread, as it forks. Throws InputError for options out of range and a work
/// folder that is not a server's, IoError when the port or that folder cannot be used and when the
/// process that starts workers dies, ModelError when a model cannot be loaded.
void serve(const Service& service, const std::atomic<bool>& stop);

}  // namespace autochrome::server
