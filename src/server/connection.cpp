#include "server/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace autochrome::server {

namespace {

using namespace std::chrono_literals;

/// How fast a client must be beyond its patience.
constexpr std::size_t kBytesPerMillisecond = 16;
constexpr auto kLook = 100ms;
constexpr auto kLinger = 1s;
/// Small, as each connection has one.
constexpr std::size_t kReadAhead = 1U << 14U;

/// Whether the socket got ready.
bool poll_for(int socket, short events, std::chrono::milliseconds patience) {
  pollfd waiting{socket, events, 0};
  return ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
}

void name_of(const sockaddr_storage& address, std::string& ip, int& port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    port = ntohs(v4.sin_port);
  } else if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    port = ntohs(v6.sin6_port);
  }
  ip = text.data();
}

}  // namespace

Connection::Clock::duration Connection::Account::left(Clock::duration patience) const {
  return patience + std::chrono::milliseconds(bytes / kBytesPerMillisecond) - waited;
}

bool Connection::wait_for_request(std::chrono::milliseconds patience) const {
  if (taken_ < buffer_.size()) return true;
  for (auto waited = 0ms; waited < patience && !stopping_; waited += kLook) {
    if (poll_for(socket_, POLLIN, std::min(kLook, patience))) return true;
  }
  return false;
}

void Connection::begin_request() {
  reading_ = {};
  writing_ = {};
  answered_ = false;
  out_of_patience_ = false;
}

bool Connection::wait(short events, Account& account) const {
  for (;;) {
    const Clock::duration left = account.left(patience_);
    if (left <= 0s) return false;
    const auto start = Clock::now();
    const bool ready = poll_for(
        socket_, events, std::min(kLook, std::chrono::ceil<std::chrono::milliseconds>(left)));
    account.waited += Clock::now() - start;
    if (ready) return true;
  }
}

bool Connection::deserted() const {
  pollfd state{socket_, POLLRDHUP, 0};
  return ::poll(&state, 1, 0) > 0;
}

bool Connection::is_readable() const { return taken_ < buffer_.size() || wait(POLLIN, reading_); }

bool Connection::is_writable() const {
  // A client that hung up is noticed here, by what waits to tell it something.
  return !deserted() && wait(POLLOUT, writing_);
}

ssize_t Connection::read(char* to, std::size_t size) {
  if (taken_ == buffer_.size()) {
    if (!wait(POLLIN, reading_)) {
      out_of_patience_ = true;
      return 0;
    }
    buffer_.resize(kReadAhead);
    ssize_t got = 0;
    do {
      got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    } while (got < 0 && errno == EINTR);
    buffer_.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    taken_ = 0;
    if (got <= 0) return got;
    reading_.bytes += static_cast<std::size_t>(got);
  }
  const std::size_t count = std::min(size, buffer_.size() - taken_);
  std::copy_n(buffer_.data() + taken_, count, to);
  taken_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const std::string_view text(from, size);
  if (!answered_ && text.starts_with(kVersion) && text.size() > kVersion.size()) {
    const char kind = text[kVersion.size()];
    answered_ = kind != '1';  // 100 Continue comes before the answer
    spoiled_ = spoiled_ || kind == '4' || kind == '5';
  }
  if (!wait(POLLOUT, writing_)) return -1;
  ssize_t put = 0;
  do {
    put = ::send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (put < 0 && (errno == EINTR || (errno == EAGAIN && wait(POLLOUT, writing_))));
  if (put > 0) writing_.bytes += static_cast<std::size_t>(put);
  return put;
}

void Connection::linger() {
  ::shutdown(socket_, SHUT_WR);
  std::array<char, 4096> dropped{};
  const auto end = Clock::now() + kLinger;
  while (Clock::now() < end && poll_for(socket_, POLLIN, kLook)) {
    if (::recv(socket_, dropped.data(), dropped.size(), MSG_DONTWAIT) <= 0) return;
  }
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    name_of(address, ip, port);
  }
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    name_of(address, ip, port);
  }
}

}  // namespace autochrome::server
