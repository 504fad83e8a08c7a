// Training runs and evaluation reports as the running program shows them.
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/file.h"
#include "tests/server/served.h"

namespace autochrome::server {
namespace {

using testing::photograph;
using testing::Served;
using testing::status_of;

class Published : public testing::RunningServer {
 protected:
  /// A folder as the trainer leaves it after two of three epochs (train/run_folder.h).
  std::filesystem::path run(const std::string& name) const {
    const std::filesystem::path folder = folder_ / "runs" / name;
    std::filesystem::create_directories(folder / "samples");
    write_file(folder / "config.json", R"({"net": "unet", "options": {"epochs": 3}})");
    write_file(folder / "metrics.jsonl",
               "{\"epoch\": 1, \"train/loss\": 0.5}\n{\"epoch\": 2, \"train/loss\": 0.25}\n");
    write_file(folder / "samples" / "0002.png", photograph(".png", 64, 48));
    write_file(folder / "samples" / "0001.png", photograph(".png", 64, 48));
    write_file(folder / "report.html", "<!doctype html><title>run</title>");
    write_file(folder / "checkpoint.safetensors", "weights");
    return folder;
  }

  std::string runs() const { return (folder_ / "runs").string(); }
};

TEST_F(Published, RunsTellHowFarTheyAreAndSinceWhen) {
  const std::filesystem::path runs = folder_ / "runs";
  std::filesystem::create_directories(runs / "old");
  std::filesystem::create_directories(runs / "new");
  const std::string config = R"({"net": "unet", "options": {"epochs": 3}})";
  for (const char* name : {"old", "new"}) {
    write_file(runs / name / "config.json", config);
    write_file(runs / name / "metrics.jsonl", "{\"epoch\": 1}\n{\"epoch\": 2}\n");
  }
  const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(48);
  for (const char* name : {"config.json", "metrics.jsonl", ""}) {
    std::filesystem::last_write_time(runs / "old" / name, long_ago);
  }
  Served served(folder_ / "work", {"--runs", runs});
  const Json listed = served.get("/api/v1/runs");
  ASSERT_EQ(listed.size(), 2U) << listed;
  const std::string now = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
  for (const Json& run : listed) {
    EXPECT_EQ(run.at("network"), "unet");
    EXPECT_EQ(run.at("epoch"), 2);
    EXPECT_EQ(run.at("epochs"), 3);
    const bool is_new = run.at("name") == "new";
    EXPECT_EQ(run.at("state"), is_new ? "running" : "ended");
    EXPECT_EQ(run.at("updated").get<std::string>().starts_with(now), is_new) << run;
  }
}

TEST_F(Published, ARunShowsItsFiguresSamplesAndPage) {
  run("first");
  std::filesystem::create_directories(folder_ / "runs" / "no run");
  Served served(folder_ / "work", {"--runs", runs()});
  const Json listed = served.get("/api/v1/runs");
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.at(0).at("name"), "first");
  const Json shown = served.get("/api/v1/runs/first");
  EXPECT_EQ(shown.at("config").at("net"), "unet");
  ASSERT_EQ(shown.at("epochs").size(), 2U);
  EXPECT_EQ(shown.at("epochs").at(1).at("train/loss"), 0.25);
  EXPECT_EQ(shown.at("samples"),
            Json({"/api/v1/runs/first/files/0001.png", "/api/v1/runs/first/files/0002.png"}));
  const auto sample = served.client().Get("/api/v1/runs/first/files/0002.png");
  ASSERT_EQ(status_of(sample), 200);
  EXPECT_EQ(sample->get_header_value("Content-Type"), "image/png");
  EXPECT_EQ(sample->body, photograph(".png", 64, 48));
  const auto page = served.client().Get("/api/v1/runs/first/files/report.html");
  ASSERT_EQ(status_of(page), 200);
  EXPECT_TRUE(page->get_header_value("Content-Security-Policy").starts_with("sandbox "));
}

TEST_F(Published, NothingElseOfTheDiskIsShown) {
  const std::filesystem::path folder = run("first");
  write_file(folder_ / "secret.json", "{}");
  std::filesystem::create_symlink(folder_ / "secret.json", folder / "link.json");
  std::filesystem::create_directories(folder / "report.json");
  Served served(folder_ / "work", {"--runs", runs(), "--reports", runs()});
  for (const char* path :
       {"/api/v1/runs/first/files/checkpoint.safetensors", "/api/v1/runs/first/files/link.json",
        "/api/v1/runs/first/files/report.json", "/api/v1/runs/first/files/..%2f..%2fsecret.json",
        "/api/v1/runs/first/files/nothing.png", "/api/v1/runs/..%2ffirst", "/api/v1/runs/%2e%2e",
        "/api/v1/runs/second", "/api/v1/runs/second/events",
        "/api/v1/reports/first/..%2f..%2fsecret.json", "/api/v1/reports/first/samples",
        "/api/v1/reports/second/report.html"}) {
    const auto answer = served.another_client()->Get(path);
    ASSERT_EQ(status_of(answer), 404) << path;
    EXPECT_EQ(answer->get_header_value("Content-Type"), "application/problem+json") << path;
  }
  EXPECT_EQ(served.get("/api/v1/runs").size(), 1U);
}

TEST_F(Published, ARunThatIsHalfWrittenIsShownAsFarAsItIs) {
  const std::filesystem::path folder = run("first");
  std::ofstream(folder / "metrics.jsonl", std::ios::app) << R"({"epoch": 3, "train/lo)";
  std::filesystem::create_directories(folder_ / "runs" / "second");
  write_file(folder_ / "runs" / "second" / "config.json", "{\"net\": ");
  Served served(folder_ / "work", {"--runs", runs()});
  EXPECT_EQ(served.get("/api/v1/runs/first").at("epochs").size(), 2U);
  EXPECT_EQ(served.get("/api/v1/runs").size(), 2U);
  EXPECT_TRUE(served.get("/api/v1/runs/second").at("epochs").empty());
}

TEST_F(Published, OnesOfAnotherShapeDoNotHideTheRest) {
  run("first");
  const std::vector<std::string> configs = {R"({"net": 5, "options": {"epochs": "many"}})",
                                            R"({"net": [], "options": [1]})", "[]"};
  for (std::size_t i = 0; i < configs.size(); ++i) {
    const std::filesystem::path folder = folder_ / "runs" / ("stray" + std::to_string(i));
    std::filesystem::create_directories(folder);
    write_file(folder / "config.json", configs[i]);
    write_file(folder / "metrics.jsonl", "{\"epoch\": \"two\"}\n");
    write_file(folder / "report.html", "<!doctype html>");
    write_file(folder / "metrics.json",
               R"({"head": {"title": 5, "date": {}}, "contestants": [{"name": 1}, 2]})");
  }
  Served served(folder_ / "work", {"--runs", runs(), "--reports", runs()});
  const Json listed = served.get("/api/v1/runs");
  ASSERT_EQ(listed.size(), 4U);
  EXPECT_EQ(listed.front().at("network"), "unet");
  EXPECT_EQ(listed.back().at("network"), "");
  const Json reports = served.get("/api/v1/reports");
  ASSERT_EQ(reports.size(), 4U);
  EXPECT_EQ(reports.back().at("title"), "stray2");
}

TEST_F(Published, ARunThatGrowsIsTold) {
  const std::filesystem::path folder = run("first");
  const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  for (const char* name : {"config.json", "metrics.jsonl", "checkpoint.safetensors", ""}) {
    std::filesystem::last_write_time(folder / name, long_ago);
  }
  Served served(folder_ / "work", {"--runs", runs()});
  std::string told;
  bool written = false;
  const auto answer = served.another_client()->Get(
      "/api/v1/runs/first/events",
      [&](const httplib::Response& response) {
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.get_header_value("Content-Type"), "text/event-stream");
        return true;
      },
      [&](const char* bytes, std::size_t size) {
        told.append(bytes, size);
        // The first sign of life says that the server looks.
        if (!written) std::ofstream(folder / "metrics.jsonl", std::ios::app) << "{\"epoch\": 3}\n";
        written = true;
        return told.find("event: run\n") == std::string::npos ||
               told.find("\n\n", told.find("event: run\n")) == std::string::npos;
      });
  const std::size_t data = told.find("data: ");
  ASSERT_NE(data, std::string::npos) << told;
  const Json summary = Json::parse(told.substr(data + 6, told.find('\n', data) - data - 6));
  EXPECT_EQ(summary.at("name"), "first");
  EXPECT_EQ(summary.at("epoch"), 3);
  EXPECT_EQ(served.end(SIGTERM), 0);
}

TEST_F(Published, ReportsAreListedWithTheirModels) {
  const std::filesystem::path folder = folder_ / "reports" / "flowers";
  std::filesystem::create_directories(folder);
  std::filesystem::create_directories(folder_ / "reports" / "empty");
  write_file(folder / "report.html", "<!doctype html><title>flowers</title>");
  write_file(folder / "table.csv", "model,psnr\nunet,24.1\n");
  write_file(folder / "metrics.json",
             R"({"head": {"title": "Flowers", "date": "2026-11-24T21:00:00Z"},)"
             R"( "contestants": [{"name": "unet"}, {"name": "gray"}]})");
  Served served(folder_ / "work", {"--reports", (folder_ / "reports").string()});
  const Json listed = served.get("/api/v1/reports");
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.at(0), Json({{"name", "flowers"},
                                {"title", "Flowers"},
                                {"date", "2026-11-24T21:00:00Z"},
                                {"models", {"unet", "gray"}}}));
  const auto page = served.client().Get("/api/v1/reports/flowers/report.html");
  ASSERT_EQ(status_of(page), 200);
  EXPECT_TRUE(page->get_header_value("Content-Security-Policy").starts_with("sandbox "));
  const auto table = served.client().Get("/api/v1/reports/flowers/table.csv");
  ASSERT_EQ(status_of(table), 200);
  EXPECT_EQ(table->get_header_value("Content-Type"), "text/csv; charset=utf-8");
}

}  // namespace
}  // namespace autochrome::server
