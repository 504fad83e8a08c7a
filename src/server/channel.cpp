#include "server/channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json_text.h"

namespace autochrome::server {

namespace {

/// Ours are a few hundred bytes; a damaged length must not become an allocation.
constexpr std::uint32_t kMostBytes = 1U << 22U;

bool write_all(int socket, const char* from, std::size_t size) {
  while (size > 0) {
    const ssize_t put = ::send(socket, from, size, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    from += put;
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

/// Whether something can be read before the deadline.
bool wait_for_input(int socket, Channel::Clock::time_point deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - Channel::Clock::now());
    pollfd waiting{socket, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, std::max(0, static_cast<int>(left.count())));
    if (ready < 0 && errno == EINTR) continue;
    return ready != 0;
  }
}

/// Room for one descriptor beside a message.
struct SocketMessage {
  char byte = 0;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  iovec part{&byte, 1};
  msghdr header{};

  SocketMessage() {
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
  }
};

}  // namespace

std::pair<Channel, Channel> Channel::pair() {
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    throw IoError(fmt::format("cannot make a pair of sockets: {}", std::strerror(errno)));
  }
  return {Channel(sockets[0]), Channel(sockets[1])};
}

Channel::~Channel() {
  if (socket_ >= 0) ::close(socket_);
}

bool Channel::send(const Json& message) {
  const std::string text = json_text(message);
  const auto size = static_cast<std::uint32_t>(text.size());
  std::string framed(sizeof size, '\0');
  std::memcpy(framed.data(), &size, sizeof size);
  framed += text;
  return write_all(socket_, framed.data(), framed.size());
}

bool Channel::read_all(char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::recv(socket_, to, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<Json> Channel::receive(std::optional<Clock::time_point> deadline) {
  if (deadline && !wait_for_input(socket_, *deadline)) throw ChannelTimeout("no answer in time");
  std::uint32_t size = 0;
  if (!read_all(reinterpret_cast<char*>(&size), sizeof size) || size > kMostBytes) return {};
  std::string text(size, '\0');
  if (!read_all(text.data(), size)) return {};
  Json message = parse_json(text);
  if (message.is_discarded()) return {};
  return message;
}

bool Channel::send_socket(const Channel& given) {
  SocketMessage message;
  cmsghdr* control = CMSG_FIRSTHDR(&message.header);
  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(control), &given.socket_, sizeof(int));
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket_, &message.header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == 1;
}

std::optional<Channel> Channel::receive_socket() {
  SocketMessage message;
  ssize_t got = 0;
  do {
    got = ::recvmsg(socket_, &message.header, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  const cmsghdr* control = got == 1 ? CMSG_FIRSTHDR(&message.header) : nullptr;
  if (control == nullptr || control->cmsg_type != SCM_RIGHTS) return {};
  int socket = -1;
  std::memcpy(&socket, CMSG_DATA(control), sizeof socket);
  return Channel(socket);
}

}  // namespace autochrome::server
