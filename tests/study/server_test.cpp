#include "study/server.h"

#include <atomic>
#include <future>
#include <memory>
#include <thread>

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
    client_ = std::make_unique<httplib::Client>(address.substr(0, address.size() - 1));
  }

  ~Served() { stop_ = true; }

  httplib::Client& client() { return *client_; }

  Json post(const char* path, const Json& body, int status = 200) {
    const auto result = client_->Post(path, body.dump(), "application/json");
    EXPECT_TRUE(result);
    if (!result) return {};
    EXPECT_EQ(result->status, status) << result->body;
    return Json::parse(result->body);
  }

 private:
  AnswerLog log_;
  std::atomic<bool> stop_ = false;
  std::promise<std::string> address_;
  std::unique_ptr<httplib::Client> client_;
  std::jthread thread_;
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

}  // namespace
}  // namespace autochrome::study
