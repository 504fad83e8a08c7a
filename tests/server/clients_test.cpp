// Clients that are slow, strange, strangers or gone, and the running program.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/file.h"
#include "tests/server/served.h"

namespace autochrome::server {
namespace {

using testing::photograph;
using testing::RawClient;
using testing::Served;
using testing::status_of;

class Clients : public testing::RunningServer {};

const std::string kPost = "POST /api/v1/colorize HTTP/1.1\r\nHost: localhost\r\n";

std::string post(const std::string& picture) {
  return kPost + "Content-Length: " + std::to_string(picture.size()) + "\r\n\r\n" + picture;
}

TEST_F(Clients, CountsNoTimeForARequestWhoseHeadNeverCame) {
  Served served(folder_ / "work");
  const RawClient client(served.port());
  client.send("GET nothing of the kind\r\n\r\n");
  EXPECT_EQ(client.answer().substr(0, 12), "HTTP/1.1 400");
  const auto metrics = served.client().Get("/metrics");
  ASSERT_EQ(status_of(metrics), 200);
  const std::string_view text = metrics->body;
  const std::string_view key = "status=\"400\"} ";
  const std::size_t at = text.find(key);
  ASSERT_NE(at, std::string_view::npos) << text;
  EXPECT_LT(std::stod(std::string(text.substr(at + key.size(), 24))), 60);
}

TEST_F(Clients, ThatFallSilentAreTold408) {
  Served served(folder_ / "work", {"--patience", "1"});
  for (const std::string& begun :
       {std::string("POST /api/v1/colo"), std::string("POST /api/v1/colorize HTTP/1.1\r\nHost: lo"),
        kPost + "Content-Length: 9000\r\n\r\n", kPost + "Content-Length: 9000\r\n\r\nbytes",
        kPost + "Transfer-Encoding: chunked\r\n\r\n400\r\nbytes"}) {
    const RawClient client(served.port());
    client.send(begun);
    const std::string answer = client.answer();
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 408") << begun << '\n' << answer;
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << answer;
  }
  EXPECT_EQ(served.colorize(), 200);
}

TEST_F(Clients, CannotHideARequestInABodyThatNobodyReads) {
  Served served(folder_ / "work");
  const std::string hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (const char* method : {"DELETE", "OPTIONS", "GET"}) {
    const RawClient client(served.port());
    client.send(std::string(method) + " /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\n" +
                "Content-Length: " + std::to_string(hidden.size()) + "\r\n\r\n" + hidden);
    const std::string answer = client.answer();
    EXPECT_EQ(answer.find("HTTP/1.1 ", 1), std::string::npos) << method << '\n' << answer;
  }
}

TEST_F(Clients, ThatVanishGiveTheirPlaceBack) {
  Served served(folder_ / "work", {"--workers", "1", "--queue", "2"});
  ASSERT_EQ(served.colorize(), 200);
  const pid_t worker = served.workers().front();
  ::kill(worker, SIGSTOP);
  auto first = std::async(std::launch::async, [&] { return served.colorize(); });
  served.wait_for_figure("autochrome_workers_busy", 1);
  {
    const RawClient one(served.port());
    const RawClient other(served.port());
    one.send(post(photograph()));
    other.send(post(photograph()));
    served.wait_for_figure("autochrome_queue_length", 2);
    EXPECT_EQ(served.colorize(), 429);
  }
  served.wait_for_figure("autochrome_queue_length", 0);
  auto next = std::async(std::launch::async, [&] { return served.colorize(); });
  served.wait_for_figure("autochrome_queue_length", 1);
  ::kill(worker, SIGCONT);
  EXPECT_EQ(first.get(), 200);
  EXPECT_EQ(next.get(), 200);
  EXPECT_EQ(served.figure("autochrome_tasks_done_total"), 3);
}

TEST_F(Clients, ThatVanishWithTheirBodyOrAnswerHalfSentDoNoHarm) {
  Served served(folder_ / "work", {"--workers", "1"});
  const std::string large = photograph(".png", 1600, 1200);
  for (int i = 0; i < 5; ++i) {
    const RawClient client(served.port());
    client.send(post(large).substr(0, 100'000));
  }
  for (int i = 0; i < 2; ++i) {
    const RawClient client(served.port());
    client.send(post(large));
    served.wait_for_figure("autochrome_tasks_done_total", i + 1);
  }
  EXPECT_EQ(served.colorize(), 200);
  served.wait_for_figure("autochrome_connections", 1);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "scratch"));
}

TEST_F(Clients, AreServedOrTurnedAwayWhileTheServerStops) {
  Served served(folder_ / "work", {"--workers", "1"});
  ASSERT_EQ(served.colorize(), 200);
  const pid_t worker = served.workers().front();
  ::kill(worker, SIGSTOP);
  const std::string picture = photograph(".jpg", 320, 240, 7);
  auto running = std::async(std::launch::async, [&] { return served.colorize(picture); });
  served.wait_for_figure("autochrome_workers_busy", 1);
  auto waiting = std::async(std::launch::async, [&] { return served.colorize(picture); });
  served.wait_for_figure("autochrome_queue_length", 1);
  const Json job = served.add_job(picture);
  ::kill(served.pid(), SIGTERM);
  EXPECT_EQ(waiting.get(), 503);
  const auto late = served.another_client()->Post("/api/v1/colorize", picture, "image/jpeg");
  EXPECT_EQ(status_of(late), 503);
  EXPECT_EQ(late->get_header_value("Content-Type"), "application/problem+json");
  EXPECT_FALSE(late->get_header_value("Retry-After").empty());
  ::kill(worker, SIGCONT);
  EXPECT_EQ(running.get(), 200);
  EXPECT_EQ(served.wait(), 0);
  Served again(folder_ / "work");
  EXPECT_EQ(again.wait_for(job.at("id")).at("state"), "done");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "scratch"));
}

std::size_t descriptors_of(pid_t process) {
  const std::filesystem::path folder = "/proc/" + std::to_string(process) + "/fd";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    static_cast<void>(entry);
    ++count;
  }
  return count;
}

TEST_F(Clients, BeyondThoseServedCostNoDescriptors) {
  constexpr std::size_t kServed = 4;
  Served served(folder_ / "work", {"--connections", std::to_string(kServed)});
  ASSERT_EQ(served.colorize(), 200);
  const std::size_t before = descriptors_of(served.pid());
  {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 100; ++i) {
      clients.push_back(std::make_unique<RawClient>(served.port()));
      clients.back()->send("GET /healthz HTTP/1.1\r\nHost: lo");
      EXPECT_LE(descriptors_of(served.pid()), before + kServed + 1) << i;
    }
  }
  EXPECT_EQ(status_of(served.another_client()->Get("/healthz")), 200);
}

TEST_F(Clients, HaveDescriptorsEnough) {
  Served served(folder_ / "work", {"--connections", "600"});
  rlimit limit{};
  ASSERT_EQ(::prlimit(served.pid(), RLIMIT_NOFILE, nullptr, &limit), 0);
  EXPECT_GE(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, 1800));
}

TEST_F(Clients, ShowATokenWhereOneIsAskedFor) {
  const std::string token = "0123456789abcdef0123";
  write_file(folder_ / "token", token + "\n");
  Served served(folder_ / "work", {"--token-file", (folder_ / "token").string()});
  EXPECT_NE(served.address().find("?token=" + token), std::string::npos);
  const auto status = [&](const httplib::Headers& headers, const std::string& path) {
    const auto answer = served.another_client()->Get(path, headers);
    if (status_of(answer) == 401) {
      EXPECT_EQ(answer->get_header_value("Content-Type"), "application/problem+json");
      EXPECT_EQ(answer->get_header_value("WWW-Authenticate"), "Bearer");
      EXPECT_EQ(answer->body.find(token), std::string::npos);
    }
    return status_of(answer);
  };
  EXPECT_EQ(status({}, "/healthz"), 200);
  for (const char* path : {"/", "/api/v1/jobs", "/api/v1/openapi.json", "/metrics",
                           "/api/v1/jobs?token=0123456789abcdef0123"}) {
    EXPECT_EQ(status({}, path), 401) << path;
  }
  EXPECT_EQ(status({{"Authorization", "Bearer " + token}}, "/api/v1/jobs"), 200);
  EXPECT_EQ(status({{"Authorization", "Bearer 0123456789abcdef0124"}}, "/api/v1/jobs"), 401);
  EXPECT_EQ(status({{"Authorization", "Basic " + token}}, "/api/v1/jobs"), 401);
  EXPECT_EQ(status({}, "/?token=0123456789abcdef0124"), 401);
  const auto opened = served.another_client()->Get("/?token=" + token);
  ASSERT_EQ(status_of(opened), 303);
  const std::string cookie = opened->get_header_value("Set-Cookie");
  EXPECT_NE(cookie.find("HttpOnly; SameSite=Strict"), std::string::npos) << cookie;
  const std::string crumb = cookie.substr(0, cookie.find(';'));
  EXPECT_EQ(status({{"Cookie", "other=1; " + crumb}}, "/"), 200);
  EXPECT_EQ(status({{"Cookie", crumb + "0"}}, "/"), 401);
  EXPECT_EQ(served.colorize(), 401);
}

TEST_F(Clients, OfOtherSitesAreTurnedAway) {
  Served served(folder_ / "work", {"--names", "photos.example.org, second.example.org ,"});
  const auto status = [&](const httplib::Headers& headers) {
    return status_of(served.another_client()->Get("/api/v1/jobs", headers));
  };
  EXPECT_EQ(status({{"Host", "photos.example.org"}}), 200);
  EXPECT_EQ(status({{"Host", "second.example.org"}}), 200);
  EXPECT_EQ(status({{"Host", "evil.example.org"}}), 403);
  EXPECT_EQ(status({{"Host", "localhost"}, {"Origin", "http://evil.example.org"}}), 403);
  EXPECT_EQ(status({{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}}), 403);
}

TEST_F(Clients, HaveTheirBrowserOpened) {
  const std::filesystem::path bin = folder_ / "bin";
  std::filesystem::create_directories(bin);
  const std::string opened = (folder_ / "opened").string();
  write_file(bin / "xdg-open", "#!/bin/sh\nprintf %s \"$1\" > '" + opened + ".new'\nmv '" + opened +
                                   ".new' '" + opened + "'\n");
  std::filesystem::permissions(bin / "xdg-open", std::filesystem::perms::owner_all);
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", (bin.string() + ":" + path).c_str(), 1);
  Served served(folder_ / "work", {"--open"});
  ::setenv("PATH", path.c_str(), 1);
  while (!std::filesystem::exists(opened)) std::this_thread::yield();
  EXPECT_EQ(read_file(opened), served.address());
}

TEST_F(Clients, AreToldWhereNoBrowserCanBeOpened) {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", folder_.path().c_str(), 1);
  Served served(folder_ / "work", {"--open"});
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(status_of(served.client().Get("/healthz")), 200);
  EXPECT_NE(read_file(folder_ / "work.log").find("open " + served.address() + " yourself"),
            std::string::npos);
}

}  // namespace
}  // namespace autochrome::server
