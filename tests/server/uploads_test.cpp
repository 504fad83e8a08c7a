// Bodies that are not what they should be, sent to the running program.
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "tests/server/bombs.h"
#include "tests/server/served.h"

namespace autochrome::server {
namespace {

using testing::photograph;
using testing::RawClient;
using testing::Served;
using testing::status_of;

class BadUploads : public testing::RunningServer {};

std::vector<std::string> files_below(const std::filesystem::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(folder).string());
  }
  return files;
}

TEST_F(BadUploads, AreAnsweredAndTheServerLivesOn) {
  Served served(folder_ / "work", {"--max-body", "1M", "--max-pixels", "1000000"});
  const std::string jpeg = photograph();
  const std::string svg =
      R"(<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>)"
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&x;</text></svg>)";

  struct Case {
    const char* what;
    const char* path;
    std::string body;
    const char* type;
    int status;
  };

  const std::vector<Case> cases = {
      {"empty", "/api/v1/colorize", "", "image/jpeg", 400},
      {"text", "/api/v1/colorize", "this is no picture", "image/jpeg", 422},
      {"cut", "/api/v1/colorize", jpeg.substr(0, jpeg.size() / 2), "image/jpeg", 422},
      {"SVG", "/api/v1/colorize", svg, "image/svg+xml", 422},
      {"PDF", "/api/v1/colorize", "%PDF-1.4\n1 0 obj\n", "application/pdf", 422},
      {"large body", "/api/v1/colorize", std::string(2'000'000, 'x'), "image/jpeg", 413},
      {"many pixels", "/api/v1/colorize", photograph(".jpg", 1200, 900), "image/jpeg", 413},
      {"JSON", "/api/v1/colorize", "{}", "application/json", 415},
      {"broken JSON", "/api/v1/jobs", "{", "application/json", 400},
      {"no photo", "/api/v1/jobs", R"({"photo": "0123456789abcdef"})", "application/json", 404},
      {"path as photo", "/api/v1/jobs", R"({"photo": "../../../etc/passwd"})", "application/json",
       404},
      {"option", "/api/v1/colorize?strength=9", jpeg, "image/jpeg", 400},
      {"option that is no text", "/api/v1/colorize?strength=%FF", jpeg, "image/jpeg", 400},
      {"unknown option", "/api/v1/colorize?color=9", jpeg, "image/jpeg", 400},
      {"model", "/api/v1/colorize?model=../unet", jpeg, "image/jpeg", 400},
      {"seed", "/api/v1/colorize?model=unet&seed=3", jpeg, "image/jpeg", 400},
      {"form", "/api/v1/colorize", "no form", "multipart/form-data; boundary=x", 400},
      {"form without boundary", "/api/v1/colorize", "no form", "multipart/form-data", 400},
      {"options as text", "/api/v1/jobs", jpeg, "application/json; charset=utf-8", 400},
      {"nowhere", "/api/v1/nothing", jpeg, "image/jpeg", 404},
      {"wrong method", "/api/v1/models", jpeg, "image/jpeg", 405},
  };
  for (const Case& one : cases) {
    const auto answer = served.another_client()->Post(one.path, one.body, one.type);
    ASSERT_TRUE(answer) << one.what;
    EXPECT_EQ(answer->status, one.status) << one.what << ": " << answer->body;
    EXPECT_EQ(answer->get_header_value("Content-Type"), "application/problem+json") << one.what;
    EXPECT_EQ(answer->body.find(folder_.path().string()), std::string::npos) << answer->body;
  }
  EXPECT_EQ(status_of(served.client().Post("/api/v1/colorize", jpeg, "image/jpeg")), 200);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "scratch"));
}

TEST_F(BadUploads, FailTheirJobAlone) {
  Served served(folder_ / "work");
  const std::string bad = served.add_job("no picture at all").at("id");
  const std::string good = served.add_job(photograph()).at("id");
  const Json failed = served.wait_for(bad);
  EXPECT_EQ(failed.at("state"), "failed");
  EXPECT_EQ(failed.at("error").at("status"), 422);
  EXPECT_EQ(served.wait_for(good).at("state"), "done");
}

TEST_F(BadUploads, WithoutATypeArePhotos) {
  Served served(folder_ / "work");
  const std::string jpeg = photograph();
  for (const std::string type : {"", "text/plain", "application/x-www-form-urlencoded", "what?"}) {
    const RawClient client(served.port());
    client.send("POST /api/v1/colorize HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                (type.empty() ? "" : "Content-Type: " + type + "\r\n") +
                "Content-Length: " + std::to_string(jpeg.size()) + "\r\n\r\n" + jpeg);
    EXPECT_EQ(client.answer().substr(0, 12), "HTTP/1.1 200") << type;
  }
}

TEST_F(BadUploads, ThatEndEarlyOrHaveNoLengthAreRefused) {
  Served served(folder_ / "work");
  const std::string half = photograph().substr(0, 1000);
  const std::string head = "POST /api/v1/colorize HTTP/1.1\r\nHost: localhost\r\n";
  const std::string form =
      "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000\r\n\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n";
  const std::vector<std::string> requests = {
      head + "Content-Length: 9000\r\n\r\n" + half,
      head + "Transfer-Encoding: chunked\r\n\r\n400\r\n" + half,
      head + "Transfer-Encoding: chunked\r\n\r\nnumber\r\n" + half,
      head + form + half,
      head + "\r\n",
  };
  for (const std::string& request : requests) {
    const RawClient client(served.port());
    client.send(request);
    client.finish();
    const std::string answer = client.answer();
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 400") << request.substr(0, 200);
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << answer;
  }
  EXPECT_EQ(served.colorize(), 200);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "scratch"));
}

TEST_F(BadUploads, NamesAreNeverPaths) {
  Served served(folder_ / "work");
  const std::string outside = (folder_ / "outside.jpg").string();
  const std::vector<std::pair<std::string, std::string>> names = {
      {"../../../etc/passwd", "passwd"},
      {outside, "outside.jpg"},
      {"..\\..\\windows\\system32\\evil.jpg", "evil.jpg"},
      {"..", "photo"},
      {"/", "photo"},
      {"a/../..", "photo"},
      {"a\x01\x1F.jpg", "a.jpg"},
  };
  for (const auto& [name, kept] : names) {
    const auto answer = served.another_client()->Post(
        "/api/v1/jobs", {{"photo", photograph(), name, "image/jpeg"}});
    ASSERT_EQ(status_of(answer), 202) << name;
    const Json job = Json::parse(answer->body);
    EXPECT_EQ(job.at("name"), kept);
    EXPECT_EQ(served.wait_for(job.at("id")).at("state"), "done") << name;
  }
  const auto part = served.another_client()->Post(
      "/api/v1/jobs", {{"../photo", photograph(), "a.jpg", "image/jpeg"}});
  EXPECT_EQ(status_of(part), 400);
  EXPECT_FALSE(std::filesystem::exists(outside));
  for (const std::string& file : files_below(folder_.path())) {
    EXPECT_TRUE(file.starts_with("work/jobs/") || file.starts_with("work/photos/") ||
                file == "work/lock" || file == "work/autochrome.txt" || file == "work.log")
        << file;
  }
  for (const char* path : {"/api/v1/jobs/..%2f..%2fetc/result", "/api/v1/jobs/%2e%2e/original",
                           "/..%2f..%2fetc/passwd", "/assets/..%2f..%2flock"}) {
    EXPECT_EQ(status_of(served.another_client()->Get(path)), 404) << path;
  }
}

TEST_F(BadUploads, OfManyPixelsAreRefusedUnread) {
  const std::string png = testing::flat_png(60'000);
  ASSERT_LT(png.size(), std::size_t{1} << 20U);
  Served served(folder_ / "work");
  const auto answer = served.client().Post("/api/v1/colorize", png, "image/png");
  ASSERT_EQ(status_of(answer), 413);
  EXPECT_NE(answer->body.find("60000x60000"), std::string::npos) << answer->body;
  const Json job = served.wait_for(served.add_job(png).at("id"));
  EXPECT_EQ(job.at("error").at("status"), 413) << job;
  EXPECT_EQ(served.colorize(), 200);
}

TEST_F(BadUploads, OfFewPixelsMayBeLargeSquares) {
  // That what is refused above is a picture.
  Served served(folder_ / "work");
  EXPECT_EQ(served.colorize(testing::flat_png(300)), 200);
}

TEST_F(BadUploads, OfManyFramesGiveTheirFirst) {
  Served served(folder_ / "work");
  const std::string gif = testing::gif_of_frames(100'000);
  const auto answer = served.client().Post("/api/v1/colorize", gif, "image/gif");
  ASSERT_EQ(status_of(answer), 200) << answer->body;
  EXPECT_EQ(answer->get_header_value("Content-Type"), "image/jpeg");
  const Json job = served.wait_for(served.add_job(gif).at("id"));
  EXPECT_EQ(job.at("state"), "done");
  // libvips stops counting somewhere.
  EXPECT_TRUE(job.at("warnings").at(0).get<std::string>().ends_with("only the first is coloured"))
      << job;
  EXPECT_EQ(served.colorize(), 200);
}

}  // namespace
}  // namespace autochrome::server
