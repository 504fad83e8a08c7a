#include "tests/server/served.h"

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "garden/garden.h"
#include "image/format.h"
#include "image/samples.h"
#include "image/save.h"

namespace autochrome::server::testing {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kPatience = 60s;
constexpr auto kLook = 10ms;

pid_t start(const std::vector<std::string>& arguments, const fs::path& log) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  ::dup2(file, STDERR_FILENO);
  std::vector<char*> argv = {const_cast<char*>(AUTOCHROME_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(AUTOCHROME_PROGRAM, argv.data());
  ::_exit(127);
}

/// The processes whose parent is `parent` (proc(5), stat, fields 1 and 4).
std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string line;
    std::getline(file, line);
    const std::size_t name_end = line.rfind(')');
    if (name_end == std::string::npos) continue;
    char state = 0;
    pid_t its_parent = 0;
    std::istringstream(line.substr(name_end + 1)) >> state >> its_parent;
    if (its_parent == parent && state != 'Z') children.push_back(std::stoi(line));
  }
  return children;
}

}  // namespace

Served::Served(const fs::path& work, const std::vector<std::string>& more) : log_(work) {
  log_ += ".log";
  std::vector<std::string> arguments = {"serve", "--port", "0", "--work", work.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  pid_ = start(arguments, log_);
  const auto end = std::chrono::steady_clock::now() + kPatience;
  std::string text;
  std::size_t from = std::string::npos;
  while (from == std::string::npos) {
    if (std::chrono::steady_clock::now() > end || ::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      throw std::runtime_error("the server did not start: " + text);
    }
    std::this_thread::sleep_for(kLook);
    if (fs::exists(log_)) text = read_file(log_);
    from = text.find(" (Ctrl-C") == std::string::npos ? std::string::npos : text.find("http://");
  }
  address_ = text.substr(from, text.find(' ', from) - from);
  port_ = std::stoi(address_.substr(address_.rfind(':') + 1));
  client_ = another_client();
}

Served::~Served() {
  if (pid_ > 0) end(SIGTERM);
}

std::unique_ptr<httplib::Client> Served::another_client() const {
  auto client = std::make_unique<httplib::Client>("127.0.0.1", port_);
  client->set_read_timeout(kPatience);
  return client;
}

int Served::end(int signal) {
  ::kill(pid_, signal);
  return wait();
}

int Served::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

pid_t Served::zygote() const {
  const std::vector<pid_t> children = children_of(pid_);
  if (children.empty()) throw std::runtime_error("the server has no zygote");
  return children.front();
}

std::vector<pid_t> Served::workers() const { return children_of(zygote()); }

std::string Served::log() const { return read_file(log_); }

Json Served::add_job(const std::string& picture, const std::string& query) {
  const auto answer = client_->Post("/api/v1/jobs" + query, picture, "image/jpeg");
  if (!answer) throw std::runtime_error("no answer");
  EXPECT_EQ(answer->status, 202) << answer->body;
  return Json::parse(answer->body);
}

Json Served::get(const std::string& path, int status) {
  const auto answer = client_->Get(path);
  if (!answer) throw std::runtime_error("no answer");
  EXPECT_EQ(answer->status, status) << answer->body;
  return Json::parse(answer->body);
}

Json Served::wait_for(const std::string& id) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    Json job = get("/api/v1/jobs/" + id);
    const auto state = job.at("state").get<std::string>();
    if (state != "queued" && state != "running") return job;
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the job does not end");
    std::this_thread::sleep_for(kLook);
  }
}

double Served::figure(const std::string& name) {
  const auto answer = another_client()->Get("/metrics");
  if (!answer) throw std::runtime_error("no answer");
  const std::size_t at = answer->body.find("\n" + name + " ");
  if (at == std::string::npos) throw std::runtime_error("there is no figure " + name);
  return std::stod(answer->body.substr(at + name.size() + 2));
}

void Served::wait_for_figure(const std::string& name, double value) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (figure(name) != value) {
    if (std::chrono::steady_clock::now() > end) {
      throw std::runtime_error(name + " does not get " + std::to_string(value));
    }
    std::this_thread::sleep_for(kLook);
  }
}

int Served::colorize(const std::string& picture, const std::string& query) const {
  return status_of(another_client()->Post("/api/v1/colorize" + query,
                                          picture.empty() ? photograph() : picture, "image/jpeg"));
}

RawClient::RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("no connection");
  }
}

RawClient::~RawClient() { ::close(socket_); }

void RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t put = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) throw std::runtime_error("the server takes nothing more");
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void RawClient::finish() const { ::shutdown(socket_, SHUT_WR); }

std::string RawClient::answer() const {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

int status_of(const httplib::Result& result) { return result ? result->status : 0; }

std::string photograph(const std::string& suffix, int width, int height, std::uint64_t seed) {
  const garden::Photograph garden = garden::draw(width, height, seed);
  return image::encode(image::from_samples({.width = width,
                                            .height = height,
                                            .bands = 1,
                                            .values = {garden.gray.begin(), garden.gray.end()}}),
                       image::format_of("photo" + suffix))
      .bytes;
}

}  // namespace autochrome::server::testing
