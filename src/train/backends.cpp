#include "train/backends.h"

#include <cstdlib>
#include <exception>
#include <string>
#include <utility>

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "base/error.h"

// libtorch's headers of its backends include those of Gloo and NCCL, which not everybody has who
// has libtorch: its Python package brings neither.
#if defined(USE_C10D_GLOO) && __has_include(<gloo/algorithm.h>)
#define AUTOCHROME_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#if defined(USE_C10D_NCCL) && __has_include(<nccl.h>)
#define AUTOCHROME_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace autochrome::train {

namespace {

/// Version 2 has a store on libuv besides, and prefers it even where it was built without.
template <class Options>
void avoid_libuv(Options& options) {
  if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

}  // namespace

StorePtr open_store(const Place& place, bool serve, std::chrono::milliseconds limit) {
  c10d::TCPStoreOptions options;
  options.port = place.port;
  options.isServer = serve;
  options.waitWorkers = false;
  options.timeout = limit;
  avoid_libuv(options);
  StorePtr store = c10::make_intrusive<c10d::TCPStore>(place.address, options);
  const std::string attempt = place.agent_attempt.value_or("0");
  return c10::make_intrusive<c10d::PrefixStore>("autochrome/" + attempt, std::move(store));
}

#ifdef AUTOCHROME_GLOO
namespace {

/// The network card to speak through: the one that GLOO_SOCKET_IFNAME names, as in libtorch's
/// Python; loopback among the ranks of one machine, whose own name need not resolve.
std::shared_ptr<gloo::transport::Device> network_device(const Place& place) {
  using Gloo = c10d::ProcessGroupGloo;
  const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
  if (interface != nullptr && *interface != '\0') return Gloo::createDeviceForInterface(interface);
  if (place.address == "localhost" || place.address.starts_with("127.")) {
    return Gloo::createDeviceForHostname("127.0.0.1");
  }
  return Gloo::createDefaultDevice();
}

}  // namespace

BackendPtr make_gloo(const StorePtr& store, const Place& place, std::chrono::milliseconds longest) {
  auto options = c10d::ProcessGroupGloo::Options::create(longest);
  options->devices.push_back(network_device(place));
  return c10::make_intrusive<c10d::ProcessGroupGloo>(
      c10::make_intrusive<c10d::PrefixStore>("gloo", store), place.rank, place.count, options);
}
#else
BackendPtr make_gloo(const StorePtr&, const Place&, std::chrono::milliseconds) {
  throw Error("this trainer was built without Gloo's headers, and does with one rank alone");
}
#endif

#ifdef AUTOCHROME_NCCL
BackendPtr make_nccl(const StorePtr& store, const Place& place, std::chrono::milliseconds longest) {
  // "2" ends overdue operations and leaves the process to say so in its own words; by default
  // libtorch aborts it. Version 2.2 renamed the variable and warns of the old name.
  constexpr bool kRenamed = std::pair(TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR) >= std::pair(2, 2);
  ::setenv(kRenamed ? "TORCH_NCCL_ASYNC_ERROR_HANDLING" : "NCCL_ASYNC_ERROR_HANDLING", "2",
           /*overwrite=*/0);
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = longest;
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(
      c10::make_intrusive<c10d::PrefixStore>("nccl", store), place.rank, place.count, options);
}

namespace {

/// Version 1.13 has no such thing and does without.
template <class Group>
void shut_down(Group& group) {
  if constexpr (requires { group.shutdown(); }) group.shutdown();
}

}  // namespace

void shut_down_nccl(Backend& nccl) noexcept {
  try {
    shut_down(static_cast<c10d::ProcessGroupNCCL&>(nccl));
  } catch (const std::exception&) {  // the training is over either way
  }
}
#else
BackendPtr make_nccl(const StorePtr&, const Place&, std::chrono::milliseconds) { return {}; }

void shut_down_nccl(Backend&) noexcept {}
#endif

}  // namespace autochrome::train
