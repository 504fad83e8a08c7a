// cpp-httplib with the connections of a server that strangers may reach: threads are made as
// clients come, up to a bound; clients are given bounded patience (connection.h); a connection ends
// after an error.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include <httplib.h>

namespace autochrome::server {

class HttpServer final : public httplib::Server {
 public:
  /// A request's header that says when it came, in nanoseconds of the steady clock; the client's
  /// own header of that name is dropped.
  static constexpr const char* kArrival = "Autochrome-Arrival";

  /// `patience` is a Connection's.
  HttpServer(int most_connections, std::chrono::milliseconds patience);

  /// Binds; returns the port, `port` or a free one where that is 0. Throws IoError.
  [[nodiscard]] int bind(const std::string& host, int port);

  /// Ends idle connections soon, and every connection after its present request.
  void stop_waiting() noexcept { stopping_ = true; }

  /// Of the client whom the calling thread serves: its request came too slowly.
  [[nodiscard]] static bool client_was_slow() noexcept;

  /// Of the client whom the calling thread serves: it has hung up.
  [[nodiscard]] static bool client_is_gone();

  /// Whether the connection that the calling thread serves ends after the present answer, whatever
  /// that is.
  static void end_connection_after_answer(bool ends) noexcept;
  [[nodiscard]] static bool connection_ends() noexcept;

  [[nodiscard]] int connections() const noexcept { return connections_; }

 private:
  bool process_and_close_socket(socket_t socket) override;
  void converse(socket_t socket);

  int most_connections_;
  std::chrono::milliseconds patience_;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopping_ = false;
};

}  // namespace autochrome::server
