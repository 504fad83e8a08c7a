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

  /// `patience` is what a request gets for coming and an answer for going, beyond the time that
  /// their bytes are worth; `stopping` ends waiting for a request. Does not own the socket.
  Connection(int socket, std::chrono::milliseconds patience, const std::atomic<bool>& stopping)
      : socket_(socket), patience_(patience), stopping_(stopping) {}

  /// Waits for the first byte of a request; false when none came in time, the client went or the
  /// server stops.
  [[nodiscard]] bool wait_for_request(std::chrono::milliseconds patience) const;

  /// To be called before each request.
  void begin_request();

  /// The response's status was an error, or somebody said so: what may be left of the request must
  /// not be read as another one.
  [[nodiscard]] bool spoiled() const noexcept { return spoiled_; }

  void spoil(bool spoiled) noexcept { spoiled_ = spoiled; }

  /// The present request was given up because it came too slowly.
  [[nodiscard]] bool out_of_patience() const noexcept { return out_of_patience_; }

  /// The client has hung up, or its half of the connection ended.
  [[nodiscard]] bool deserted() const;

  /// Says goodbye and takes what the client still sends for a moment, so that it gets to read the
  /// response rather than a reset.
  void linger();

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override;
  /// Zero, as at the end, also when patience is out: httplib then answers half a head with 400,
  /// where it would not answer a failure.
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

    [[nodiscard]] Clock::duration left(Clock::duration patience) const;
  };

  [[nodiscard]] bool wait(short events, Account& account) const;

  int socket_;
  std::chrono::milliseconds patience_;
  const std::atomic<bool>& stopping_;
  std::string buffer_;     ///< read ahead: httplib asks for single bytes of the header
  std::size_t taken_ = 0;  ///< of the buffer
  bool spoiled_ = false;
  bool out_of_patience_ = false;
  bool answered_ = false;  ///< the status line was seen
  mutable Account reading_;
  mutable Account writing_;
};

}  // namespace autochrome::server
