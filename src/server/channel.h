// Two processes of the server talking: messages of JSON, each behind its length, over a pair of
// Unix sockets. The end of one process is the end of the other's stream.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/json.h"

namespace autochrome::server {

/// No message came in time.
class ChannelTimeout : public Error {
 public:
  using Error::Error;
};

/// One end; closes with the object. For one thread at a time.
class Channel {
 public:
  using Clock = std::chrono::steady_clock;

  /// Two connected ends. Throws IoError.
  static std::pair<Channel, Channel> pair();

  /// Takes the socket.
  explicit Channel(int socket) noexcept : socket_(socket) {}

  ~Channel();

  Channel(Channel&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

  Channel& operator=(Channel&& other) noexcept {
    std::swap(socket_, other.socket_);
    return *this;
  }

  /// False when the other end is gone.
  [[nodiscard]] bool send(const Json& message);

  /// The next message; empty when the other end is gone. Throws ChannelTimeout after `deadline`,
  /// and the stream can be used on where no part of a message had come.
  [[nodiscard]] std::optional<Json> receive(std::optional<Clock::time_point> deadline = {});

  /// Gives the other process a socket of its own. False when it is gone.
  [[nodiscard]] bool send_socket(const Channel& given);

  /// Empty when the other end is gone.
  [[nodiscard]] std::optional<Channel> receive_socket();

 private:
  [[nodiscard]] bool read_all(char* to, std::size_t size);

  int socket_;
};

}  // namespace autochrome::server
