#include "server/http_server.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/listen.h"
#include "server/connection.h"

namespace autochrome::server {

namespace {

using namespace std::chrono_literals;

constexpr auto kIdle = 10s;
constexpr auto kIdleWhenCrowded = 200ms;

/// Threads made when there is more to do than there are idle ones, and kept. While all are taken
/// the next task holds up whoever brings it: httplib then accepts nobody, and who comes waits in
/// the kernel, where that costs no descriptor.
class GrowingPool final : public httplib::TaskQueue {
 public:
  explicit GrowingPool(int most) : most_(static_cast<std::size_t>(most)) {}

  void enqueue(std::function<void()> task) override {
    std::unique_lock lock(mutex_);
    tasks_.push_back(std::move(task));
    if (tasks_.size() > idle_ && threads_.size() < most_) threads_.emplace_back([this] { run(); });
    changed_.notify_one();
    taken_.wait(lock, [this] { return tasks_.empty() || threads_.size() < most_; });
  }

  void shutdown() override {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      changed_.notify_all();
    }
    threads_.clear();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++idle_;
      changed_.wait(lock, [this] { return ended_ || !tasks_.empty(); });
      --idle_;
      if (tasks_.empty()) return;
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      taken_.notify_one();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable taken_;
  std::deque<std::function<void()>> tasks_;
  std::size_t idle_ = 0;
  bool ended_ = false;
  std::vector<std::jthread> threads_;
};

/// A connection has a thread of its own; httplib does not hand it to whoever answers.
thread_local Connection* served_here = nullptr;

void send_at_once(socket_t socket) {
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

}  // namespace

HttpServer::HttpServer(int most_connections, std::chrono::milliseconds patience)
    : most_connections_(most_connections), patience_(patience) {
  new_task_queue = [most_connections] {
    return std::make_unique<GrowingPool>(most_connections).release();
  };
  // Only what the Keep-Alive header says; converse() does the keeping.
  set_keep_alive_timeout(std::chrono::seconds(kIdle).count());
  set_keep_alive_max_count(1000);
  http::claim_port_alone(*this);
}

int HttpServer::bind(const std::string& host, int port) {
  const int bound = http::bind(*this, host, port);
  // httplib lets five clients wait to be accepted; a burst would find the door shut.
  ::listen(svr_sock_, SOMAXCONN);
  return bound;
}

bool HttpServer::client_was_slow() noexcept {
  return served_here != nullptr && served_here->out_of_patience();
}

bool HttpServer::client_is_gone() { return served_here != nullptr && served_here->deserted(); }

void HttpServer::end_connection_after_answer(bool ends) noexcept {
  if (served_here != nullptr) served_here->spoil(ends);
}

bool HttpServer::connection_ends() noexcept {
  return served_here != nullptr && served_here->spoiled();
}

void HttpServer::converse(socket_t socket) {
  Connection connection(socket, patience_, stopping_);
  served_here = &connection;
  bool closed = false;
  while (!closed && !stopping_) {
    const auto idle = connections_ >= most_connections_ ? kIdleWhenCrowded : kIdle;
    if (!connection.wait_for_request(std::chrono::duration_cast<std::chrono::milliseconds>(idle))) {
      return;
    }
    connection.begin_request();
    const bool served = process_request(
        connection, /*close_connection=*/stopping_, closed, [](httplib::Request& request) {
          request.headers.erase(kArrival);
          request.set_header(
              kArrival,
              std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
        });
    if (!served || connection.spoiled()) break;
  }
  connection.linger();
}

bool HttpServer::process_and_close_socket(socket_t socket) {
  send_at_once(socket);
  ++connections_;
  converse(socket);
  served_here = nullptr;
  --connections_;
  ::close(socket);
  return true;
}

}  // namespace autochrome::server
