// Ranks of one training as threads of the test, talking over loopback.
#pragma once

#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "train/ranks.h"

namespace autochrome::testing {

inline std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool found =
      ::bind(socket, generic, size) == 0 && ::getsockname(socket, generic, &size) == 0;
  ::close(socket);
  if (!found) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

inline train::Place place_of(int rank, int count, std::uint16_t port) {
  return {.rank = rank,
          .count = count,
          .local_rank = rank,
          .local_count = {},
          .address = "127.0.0.1",
          .port = port,
          .agent_attempt = {}};
}

/// What each place's work threw, empty where it did not. Work makes its own Ranks.
inline std::vector<std::string> at_places(const std::vector<train::Place>& places,
                                          const std::function<void(const train::Place&)>& work) {
  std::vector<std::string> complaints(places.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < places.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        work(places[i]);
      } catch (const std::exception& error) {
        complaints[i] = error.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return complaints;
}

inline std::vector<std::string> on_ranks(int count,
                                         const std::function<void(const train::Ranks&)>& work) {
  const std::uint16_t port = free_port();
  std::vector<train::Place> places;
  for (int rank = 0; rank < count; ++rank) places.push_back(place_of(rank, count, port));
  return at_places(places, [&](const train::Place& place) {
    work(train::Ranks(place, torch::kCPU, {.join = std::chrono::seconds(60)}));
  });
}

}  // namespace autochrome::testing
