#include "study/server.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <httplib.h>

#include "base/error.h"
#include "base/json.h"
#include "tests/study/drawn_gallery.h"
#include "tests/temporary_folder.h"

namespace autochrome::study {
namespace {

/// A study that is being served while the object lives.
class Served {
 public:
  Served(const Gallery& gallery, const std::filesystem::path& answers)
      : log_(answers), thread_([this, &gallery] {
          serve({.gallery = gallery,
                 .answers = log_,
                 .trials = {.trials = 3, .catches = 1},
                 .options = {.port = 0},
                 .ready = [this](const std::string& address) { address_.set_value(address); }},
                stop_);
        }) {
    const std::string address = address_.get_future().get();
    port_ = std::stoi(address.substr(address.rfind(':') + 1));
    client_ = std::make_unique<httplib::Client>(address.substr(0, address.size() - 1));
  }

  ~Served() { stop_ = true; }

  httplib::Client& client() { return *client_; }

  [[nodiscard]] int port() const { return port_; }

  Json post(const char* path, const Json& body, int status = 200) {
    const auto result = client_->Post(path, body.dump(), "application/json");
    EXPECT_TRUE(result);
    if (!result) return {};
    EXPECT_EQ(result->status, status) << result->body;
    return Json::parse(result->body);
  }

 private:
  AnswerLog log_;
  int port_ = 0;
  std::atomic<bool> stop_ = false;
  std::promise<std::string> address_;
  std::unique_ptr<httplib::Client> client_;
  std::jthread thread_;
};

/// A connection on which a request is begun and never ended.
class Stalled {
 public:
  explicit Stalled(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string_view begun = "POST /answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9";
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::send(socket_, begun.data(), begun.size(), 0), static_cast<ssize_t>(begun.size()));
  }

  ~Stalled() {
    if (socket_ >= 0) ::close(socket_);
  }

  Stalled(Stalled&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

  Stalled& operator=(Stalled&&) = delete;

 private:
  int socket_;
};

class StudyPage : public ::testing::Test {
 protected:
  [[nodiscard]] static Json answer_to(const Json& next, const char* chosen = "left") {
    return {{"participant", next["participant"]},
            {"number", next["number"]},
            {"chosen", chosen},
            {"milliseconds", 700}};
  }

  const testing::DrawnGallery drawn_;
  const Gallery gallery_ = drawn_.open();
  const autochrome::testing::TemporaryFolder folder_;
};

TEST_F(StudyPage, AsksUntilAllIsAnswered) {
  Served served(gallery_, folder_ / "answers.jsonl");
  Json next = served.post("/join", Json::object());
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(next["number"], i);
    EXPECT_EQ(next["done"], false);
    next = served.post("/answer", answer_to(next));
  }
  EXPECT_EQ(next["done"], true);
  EXPECT_EQ(read_answers(folder_ / "answers.jsonl").answers.size(), 4U);
}

TEST_F(StudyPage, GoesOnAfterReloadAndRestart) {
  Json next;
  {
    Served served(gallery_, folder_ / "answers.jsonl");
    next = served.post("/join", Json::object());
    next = served.post("/answer", answer_to(next));
  }
  Served served(gallery_, folder_ / "answers.jsonl");
  const auto path = "/next?participant=" + next["participant"].get<std::string>();
  const auto again = served.client().Get(path);
  ASSERT_TRUE(again);
  EXPECT_EQ(Json::parse(again->body), next);
}

TEST_F(StudyPage, SecondClickIsNotASecondAnswer) {
  Served served(gallery_, folder_ / "answers.jsonl");
  const Json first = served.post("/join", Json::object());
  const Json next = served.post("/answer", answer_to(first));
  EXPECT_EQ(served.post("/answer", answer_to(first, "right"), 409), next);
  EXPECT_EQ(read_answers(folder_ / "answers.jsonl").answers.size(), 1U);
}

TEST_F(StudyPage, PicturesTellNothingButThemselves) {
  Served served(gallery_, folder_ / "answers.jsonl");
  const Json next = served.post("/join", Json::object());
  EXPECT_EQ(next.dump().find("truth"), std::string::npos);
  const auto path = "/picture/" + next["participant"].get<std::string>() + "/0/left";
  const auto picture = served.client().Get(path);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->status, 200);
  EXPECT_TRUE(picture->body.starts_with("\x89PNG"));
  EXPECT_EQ(picture->body.find("truth"), std::string::npos);
  EXPECT_EQ(picture->get_header_value("Cache-Control"), "no-store");
}

TEST_F(StudyPage, PictureThatIsGoneIsSaid) {
  Served served(gallery_, folder_ / "answers.jsonl");
  const Json next = served.post("/join", Json::object());
  for (const char* who : {"truth", "one", "two"}) std::filesystem::remove_all(drawn_ / who);
  const auto path = "/picture/" + next["participant"].get<std::string>() + "/0/left";
  const auto picture = served.client().Get(path);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->status, 500);
  EXPECT_EQ(Json::parse(picture->body)["error"], "the study cannot go on; tell who runs it");
}

TEST_F(StudyPage, HostileRequestsAreRefused) {
  Served served(gallery_, folder_ / "answers.jsonl");
  const Json next = served.post("/join", Json::object());
  served.post("/answer", Json("text"), 400);
  served.post("/answer", {{"participant", "../../etc/passwd"}}, 400);
  Json wrong = answer_to(next);
  wrong["chosen"] = "both";
  served.post("/answer", wrong, 400);
  wrong = answer_to(next);
  wrong["number"] = -1;
  EXPECT_NE(served.client().Post("/answer", wrong.dump(), "application/json")->status, 200);
  EXPECT_EQ(served.client().Get("/next?participant=x")->status, 400);
  EXPECT_EQ(served.client().Get("/picture/0000000000000000/0/above")->status, 404);
  EXPECT_EQ(served.client().Post("/answer", std::string(100'000, 'x'), "text/plain")->status, 413);
  EXPECT_EQ(served.client().Get("/", {{"Host", "evil.example"}})->status, 403);
  EXPECT_EQ(served.client().Post("/join", {{"Origin", "http://evil.example"}}, "", "")->status,
            403);
  EXPECT_TRUE(read_answers(folder_ / "answers.jsonl").answers.empty());
}

TEST_F(StudyPage, StopsEvenBeforeItHasBegun) {
  AnswerLog log(folder_ / "answers.jsonl");
  const std::atomic<bool> stop = true;
  serve({.gallery = gallery_,
         .answers = log,
         .trials = {},
         .options = {.port = 0},
         .ready = [](const std::string&) {}},
        stop);
  EXPECT_EQ(log.answered_by("nobody"), 0U);
}

TEST_F(StudyPage, PortInUseIsAnError) {
  httplib::Server other;
  const int port = other.bind_to_any_port("127.0.0.1", 0);
  std::thread listening([&] { other.listen_after_bind(); });
  while (!other.is_running()) std::this_thread::yield();
  AnswerLog log(folder_ / "answers.jsonl");
  const std::atomic<bool> stop = true;
  EXPECT_THROW(serve({.gallery = gallery_,
                      .answers = log,
                      .trials = {},
                      .options = {.port = port},
                      .ready = [](const std::string&) {}},
                     stop),
               IoError);
  other.stop();
  listening.join();
}

class HostileStudy : public StudyPage {
 protected:
  /// The status of an answer with this body; the study must be there afterwards.
  int status_of(const std::string& body) {
    const auto result = served_.client().Post("/answer", body, "application/json");
    expect_alive();
    return result ? result->status : 0;
  }

  void expect_alive() {
    const auto health = served_.client().Get("/health");
    ASSERT_TRUE(health);
    EXPECT_EQ(health->status, 200);
  }

  Served served_{gallery_, folder_ / "answers.jsonl"};
};

TEST_F(HostileStudy, HugeBodiesAreRefused) {
  EXPECT_EQ(status_of(std::string(1 << 20, 'x')), 413);
  const auto endless = [](std::size_t offset, httplib::DataSink& sink) {
    const std::string part(4096, 'x');
    if (offset > (1U << 24)) {
      sink.done();
      return true;
    }
    return sink.write(part.data(), part.size());
  };
  const auto chunked = served_.client().Post("/answer", endless, "application/json");
  EXPECT_TRUE(!chunked || chunked->status == 411);
  expect_alive();
  const httplib::Headers packed = {{"Content-Encoding", "gzip"}};
  const auto bomb = served_.client().Post("/answer", packed, "x", "application/json");
  ASSERT_TRUE(bomb);
  EXPECT_EQ(bomb->status, 411);
}

TEST_F(HostileStudy, JsonThatIsNoAnswerIsRefused) {
  const std::string name = served_.post("/join", Json::object())["participant"];
  const Json good = {
      {"participant", name}, {"number", 0}, {"chosen", "left"}, {"milliseconds", 700}};
  EXPECT_EQ(status_of(""), 400);
  EXPECT_EQ(status_of("[1, 2]"), 400);
  EXPECT_EQ(status_of("{\"participant\": \"\xff\"}"), 400);
  EXPECT_EQ(status_of(std::string(4000, '[')), 400);
  for (const auto& [key, value] : std::initializer_list<std::pair<const char*, Json>>{
           {"participant", 7},
           {"participant", "../../etc/passwd"},
           {"participant", "0123456789ABCDEF"},
           {"number", -1},
           {"number", 0.5},
           {"number", "0"},
           {"chosen", "both"},
           {"chosen", nullptr},
           {"milliseconds", 1e300},
           {"milliseconds", -5},
           {"milliseconds", std::uint64_t{1} << 40}}) {
    Json bad = good;
    bad[key] = value;
    EXPECT_EQ(status_of(bad.dump()), 400) << key << " " << value;
    bad.erase(key);
    EXPECT_EQ(status_of(bad.dump()), 400) << key;
  }
  Json later = good;
  later["number"] = std::uint64_t{0} - 1;
  EXPECT_EQ(status_of(later.dump()), 409);
  EXPECT_TRUE(read_answers(folder_ / "answers.jsonl").answers.empty());
}

TEST_F(HostileStudy, PathsLeadNowhere) {
  const std::string name = served_.post("/join", Json::object())["participant"];
  for (const std::string& path :
       {std::string("/../../etc/passwd"), std::string("/picture/../answers.jsonl"),
        std::string("/picture/%2e%2e/0/left"), "/picture/" + name + "/0/middle",
        "/picture/" + name + "/0/left/..", "/picture/" + name + "/-1/left",
        std::string("/answers.jsonl"), std::string("//"), std::string(9000, '/')}) {
    const auto result = served_.client().Get(path);
    EXPECT_TRUE(!result || (result->status >= 400 && result->status < 500)) << path.substr(0, 80);
    expect_alive();
  }
  const auto stranger = served_.client().Get("/next?participant=..%2f..%2fetc");
  ASSERT_TRUE(stranger);
  EXPECT_EQ(stranger->status, 400);
}

TEST_F(HostileStudy, HostsOfElsewhereAreForbidden) {
  for (const char* host : {"evil.example", "evil.example:80", "127.0.0.1.evil.example",
                           "localhost.evil.example", "", "[::1"}) {
    const auto result = served_.client().Get("/", httplib::Headers{{"Host", host}});
    ASSERT_TRUE(result) << host;
    EXPECT_GE(result->status, 400) << host;
    EXPECT_EQ(result->body.find("<html"), std::string::npos) << host;
  }
  const auto foreign = served_.client().Post(
      "/join", httplib::Headers{{"Origin", "http://evil.example"}}, "", "application/json");
  ASSERT_TRUE(foreign);
  EXPECT_EQ(foreign->status, 403);
}

TEST_F(HostileStudy, SlowClientsDoNotKeepOthersOut) {
  std::vector<Stalled> stalled;
  for (int i = 0; i < 20; ++i) stalled.emplace_back(served_.port());
  expect_alive();
  EXPECT_EQ(served_.post("/join", Json::object())["number"], 0);
}

}  // namespace
}  // namespace autochrome::study
