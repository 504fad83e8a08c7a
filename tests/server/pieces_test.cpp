// The server's parts that need no processes.
#include <gtest/gtest.h>

#include "base/error.h"
#include "server/channel.h"
#include "server/event_hub.h"
#include "server/gate.h"
#include "server/job.h"
#include "server/option_values.h"
#include "server/options.h"
#include "server/problem.h"
#include "server/router.h"
#include "server/task.h"
#include "server/zip.h"

namespace autochrome::server {
namespace {

template <class F>
int status_of(const F& action) {
  try {
    action();
  } catch (const Problem& problem) {
    return problem.status();
  }
  return kOk;
}

TEST(Names, LoseWhatIsNotAName) {
  EXPECT_EQ(harmless_name("grandmother.jpg"), "grandmother.jpg");
  EXPECT_EQ(harmless_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(harmless_name("C:\\pictures\\aunt.tif"), "aunt.tif");
  EXPECT_EQ(harmless_name("a\r\nSet-Cookie: x"), "aSet-Cookie x");
  EXPECT_EQ(harmless_name(std::string("a\0b.png", 7)), "ab.png");
  EXPECT_EQ(harmless_name(".."), "photo");
  EXPECT_EQ(harmless_name(""), "photo");
  EXPECT_EQ(harmless_name("Großmutter.jpg"), "Großmutter.jpg");
}

TEST(Names, AreCutBetweenCharacters) {
  std::string name;
  for (int i = 0; i < 150; ++i) name += "ß";
  EXPECT_EQ(harmless_name("a" + name), "a" + name.substr(0, 198));
}

TEST(Options, EveryComplaintIsTold) {
  JobOptions options;
  const Json values = {{"strength", 9}, {"seed", 1.5}, {"size", "big"}, {"colour", 1}};
  try {
    OptionReader reader(values);
    reader.read(options);
    reader.finish();
    FAIL();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.status(), kBadRequest);
    EXPECT_EQ(problem.to_json().at("errors").size(), 4U);
  }
}

TEST(Options, FullSizeIsNotForRequests) {
  for (const Json& size : {Json("full"), Json(colorize::kFullSize)}) {
    JobOptions options;
    const Json values = {{"size", size}};
    OptionReader reader(values);
    reader.read(options);
    EXPECT_EQ(status_of([&] { reader.finish(); }), kBadRequest) << size;
  }
}

TEST(Options, NumbersThatDoNotFitAreNotCutToFit) {
  JobOptions options;
  const Json values = {{"seed", 4294967297}};
  OptionReader reader(values);
  reader.read(options);
  EXPECT_EQ(status_of([&] { reader.finish(); }), kBadRequest);
  EXPECT_EQ(options.colorize.paint.seed, 0);
}

httplib::Request request_with(const httplib::Headers& headers, const std::string& path = "/") {
  httplib::Request request;
  request.method = "GET";
  request.path = path;
  request.headers = headers;
  return request;
}

TEST(Gate, KnowsItsNames) {
  const Gate gate({.names = {"127.0.0.1", "localhost"}, .token = {}});
  const auto status = [&](const httplib::Headers& headers) {
    return status_of([&] { gate.check(request_with(headers)); });
  };
  EXPECT_EQ(status({{"Host", "127.0.0.1:8180"}}), kOk);
  EXPECT_EQ(status({{"Host", "LOCALHOST"}}), kOk);
  EXPECT_EQ(status({{"Host", "evil.example:8180"}}), kForbidden);
  EXPECT_EQ(status({{"Host", "127.0.0.1.evil.example"}}), kForbidden);
  EXPECT_EQ(status({}), kBadRequest);
  EXPECT_EQ(status({{"Host", "localhost"}, {"Host", "evil.example"}}), kBadRequest);
}

TEST(Gate, TurnsOtherPagesAway) {
  const Gate gate({.names = {"localhost"}, .token = {}});
  const auto status = [&](const std::string& name, const std::string& value) {
    return status_of([&] { gate.check(request_with({{"Host", "localhost:1"}, {name, value}})); });
  };
  EXPECT_EQ(status("Origin", "http://localhost:1"), kOk);
  EXPECT_EQ(status("Origin", "http://localhost:2"), kForbidden);
  EXPECT_EQ(status("Origin", "null"), kForbidden);
  EXPECT_EQ(status("Sec-Fetch-Site", "same-origin"), kOk);
  EXPECT_EQ(status("Sec-Fetch-Site", "cross-site"), kForbidden);
  EXPECT_EQ(status("Sec-Fetch-Site", "same-site"), kForbidden);
}

TEST(Gate, AsksForTheToken) {
  const Gate gate({.names = {}, .token = "0123456789abcdef"});
  const auto status = [&](const std::string& name, const std::string& value) {
    return status_of([&] {
      gate.check(request_with({{"Host", "any"}, {name, value}}, "/metrics"));
    });
  };
  EXPECT_EQ(status("Authorization", "Bearer 0123456789abcdef"), kOk);
  EXPECT_EQ(status("Cookie", "a=b; autochrome_token=0123456789abcdef"), kOk);
  EXPECT_EQ(status("Authorization", "Bearer 0123456789abcdeg"), kUnauthorized);
  EXPECT_EQ(status("Cookie", "xautochrome_token=0123456789abcdef"), kUnauthorized);
  EXPECT_EQ(status("Accept", "*/*"), kUnauthorized);
}

TEST(Routes, AreFoundByMethodAndPath) {
  Router router;
  std::string seen;
  router.add({.method = "GET",
              .path = "/jobs/{id}/result",
              .summary = "",
              .handler = [&](Exchange& exchange) { seen = exchange.at("id"); }});
  httplib::Response response;
  const auto status = [&](const char* method, const char* path) {
    httplib::Request request;
    request.method = method;
    request.path = path;
    Exchange exchange{.request = request, .response = response};
    return status_of([&] { router.route(exchange); });
  };
  EXPECT_EQ(status("GET", "/jobs/abc/result"), kOk);
  EXPECT_EQ(seen, "abc");
  EXPECT_EQ(status("HEAD", "/jobs/abc/result"), kOk);
  EXPECT_EQ(status("POST", "/jobs/abc/result"), kMethodNotAllowed);
  EXPECT_EQ(response.get_header_value("Allow"), "GET");
  for (const char* path :
       {"/jobs/abc", "/jobs//result", "/jobs/abc/result/", "/jobs/a/b/result", ""}) {
    EXPECT_EQ(status("GET", path), kNotFound) << path;
  }
}

TEST(Task, CrossesTheChannel) {
  auto [left, right] = Channel::pair();
  Task task{.kind = Task::Kind::Region, .photo = "/p", .name = "Tante \"Ä\".jpg"};
  task.options.model = "unet";
  task.options.colorize.look.tint = -0.25F;
  task.output.format = "webp";
  task.area = {1, 2, 3, 4};
  ASSERT_TRUE(left.send(to_json(task)));
  const Task read = task_of(right.receive().value());
  EXPECT_EQ(to_json(read), to_json(task));
}

TEST(Channel, TellsThatTheOtherEndIsGone) {
  auto [left, right] = Channel::pair();
  EXPECT_THROW(static_cast<void>(left.receive(Channel::Clock::now())), ChannelTimeout);
  { const Channel gone = std::move(right); }
  EXPECT_FALSE(left.receive());
  EXPECT_FALSE(left.send({{"a", 1}}));
}

TEST(Events, ReachThoseWhoListen) {
  EventHub hub(2);
  const auto all = hub.listen();
  const auto one = hub.listen("b");
  EXPECT_EQ(status_of([&] { static_cast<void>(hub.listen()); }), kTooMany);
  hub.publish({.kind = "job", .id = "a", .data = 1});
  hub.publish({.kind = "job", .id = "b", .data = 2});
  EXPECT_EQ(all->next(std::chrono::milliseconds(0))->data, 1);
  EXPECT_EQ(one->next(std::chrono::milliseconds(0))->data, 2);
  EXPECT_FALSE(one->next(std::chrono::milliseconds(0)));
  hub.close();
  EXPECT_TRUE(one->over());
}

TEST(Zip, KnowsTheCheckValueOfItsCrc) {
  Crc32 crc;
  crc.update("1234");
  crc.update("56789");
  EXPECT_EQ(crc.value(), 0xCBF43926U);  // the "check" of CRC-32/ISO-HDLC
}

}  // namespace
}  // namespace autochrome::server
