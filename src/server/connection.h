// A client's socket with bounded patience: however slowly it sends or takes bytes, it holds a
// thread no longer than its share of bytes is worth.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

#include <httplib.h>

namespace autochrome::server {

class Connection final : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  /// `stopping` ends waiting. Does not own the socket.
  Connection(int socket, const std::atomic<bool>& stopping)
      : socket_(socket), stopping_(stopping) {}

  /// Waits for the first byte of a request; false when none came in time, the client went or the
  /// server stops.
  [[nodiscard]] bool wait_for_request(std::chrono::milliseconds patience) const;

  /// To be called before each request.
  void begin_request();

  /// The response's status was an error: what may be left of the request must not be read as
  /// another one.
  [[nodiscard]] bool spoiled() const noexcept { return spoiled_; }

  /// Says goodbye and takes what the client still sends for a moment, so that it gets to read the
  /// response rather than a reset.
  void linger();

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override;
  ssize_t read(char* to, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;

  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  /// Time spent waiting for the client against the bytes it moved.
  struct Account {
    Clock::duration waited{};
    std::size_t bytes = 0;

    [[nodiscard]] Clock::duration left() const;
  };

  [[nodiscard]] bool wait(short events, Account& account) const;

  int socket_;
  const std::atomic<bool>& stopping_;
  std::string buffer_;     ///< read ahead: httplib asks for single bytes of the header
  std::size_t taken_ = 0;  ///< of the buffer
  bool spoiled_ = false;
  bool answered_ = false;  ///< the status line was seen
  mutable Account reading_;
  mutable Account writing_;
};

}  // namespace autochrome::server
