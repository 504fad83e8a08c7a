// The running program, asked over HTTP.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/sha256.h"
#include "image/inspect.h"
#include "image/samples.h"
#include "image/save.h"
#include "tests/server/served.h"
#include "tests/temporary_folder.h"

namespace autochrome::server {
namespace {

using testing::photograph;
using testing::RunningServer;
using testing::Served;
using testing::status_of;

std::string colorized_by_program(const std::filesystem::path& folder, const std::string& picture) {
  write_file(folder / "in.jpg", picture);
  const std::string command =
      fmt::format("'{}' colorize '{}' -o '{}' 2>/dev/null", AUTOCHROME_PROGRAM,
                  (folder / "in.jpg").string(), (folder / "out.jpg").string());
  EXPECT_EQ(std::system(command.c_str()), 0);
  return read_file(folder / "out.jpg");
}

TEST_F(RunningServer, ColoursLikeTheCommandLineToTheLastByte) {
  const std::string picture = photograph();
  Served served(folder_ / "work");
  const auto answer = served.client().Post("/api/v1/colorize", picture, "image/jpeg");
  ASSERT_EQ(status_of(answer), 200);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "image/jpeg");
  const Json job = served.wait_for(served.add_job(picture).at("id"));
  const auto result =
      served.client().Get("/api/v1/jobs/" + job.at("id").get<std::string>() + "/result");
  ASSERT_EQ(status_of(result), 200);
  const std::string wanted = colorized_by_program(folder_.path(), picture);
  EXPECT_EQ(sha256(answer->body), sha256(wanted));
  EXPECT_EQ(sha256(result->body), sha256(wanted));
}

TEST_F(RunningServer, TakesFormsAndRawBodiesAndWritesOtherFormats) {
  Served served(folder_ / "work");
  httplib::MultipartFormDataItems form = {
      {"photo", photograph(), "aunt.jpg", "image/jpeg"},
      {"options", R"({"strength": 0.5, "format": "png"})", "", "application/json"}};
  const auto png = served.client().Post("/api/v1/colorize", form);
  ASSERT_EQ(status_of(png), 200);
  EXPECT_EQ(png->get_header_value("Content-Type"), "image/png");
  for (const char* format : {"jpeg", "png", "tiff", "webp"}) {
    const auto answer = served.client().Post(std::string("/api/v1/colorize?format=") + format,
                                             photograph(), "application/x-www-form-urlencoded");
    ASSERT_EQ(status_of(answer), 200) << format;
    const auto info = image::inspect(image::Source::bytes(answer->body, format));
    EXPECT_EQ(info.width, 320);
    EXPECT_TRUE(format == std::string("tiff") || info.provenance.has_value());
  }
}

TEST_F(RunningServer, ShowsAJobInAllItsForms) {
  Served served(folder_ / "work");
  const Json given = served.add_job(photograph(".jpg", 640, 480), "?name=../aunt%20Ada.jpg");
  EXPECT_EQ(given.at("name"), "aunt Ada.jpg");
  const std::string id = given.at("id");
  const Json job = served.wait_for(id);
  EXPECT_EQ(job.at("state"), "done");
  EXPECT_EQ(job.at("width"), 640);
  const std::string path = "/api/v1/jobs/" + id;
  const auto size_of = [&](const std::string& address) {
    const auto answer = served.client().Get(path + address);
    EXPECT_EQ(status_of(answer), 200) << address;
    const auto info = image::inspect(image::Source::bytes(answer->body, address));
    return std::pair(info.width, info.height);
  };
  EXPECT_EQ(size_of("/original?long_side=200"), std::pair(200, 150));
  EXPECT_EQ(size_of("/preview?long_side=200&saturation=1.5"), std::pair(200, 150));
  EXPECT_EQ(size_of("/lab"), std::pair(640, 480));
  EXPECT_EQ(size_of("/region?x=600&y=100&width=100&height=50&kind=color"), std::pair(40, 50));
  EXPECT_EQ(size_of("/region?x=0&y=0&width=10&height=20&kind=lab"), std::pair(10, 20));
  EXPECT_EQ(size_of("/region?x=0&y=0&width=10&height=20&kind=original"), std::pair(10, 20));
  const auto result = served.client().Get(path + "/result?format=png");
  EXPECT_NE(result->get_header_value("Content-Disposition").find("UTF-8''aunt Ada.color.png"),
            std::string::npos);
}

TEST_F(RunningServer, LabIsWhatThePreviewIsMadeOf) {
  Served served(folder_ / "work");
  const std::string path =
      "/api/v1/jobs/" +
      served.wait_for(served.add_job(photograph()).at("id")).at("id").get<std::string>();
  const auto lab = served.client().Get(path + "/lab");
  const auto region = served.client().Get(path + "/region?width=320&height=240&kind=lab");
  ASSERT_EQ(status_of(lab), 200);
  ASSERT_EQ(status_of(region), 200);
  const auto left = image::to_samples(image::open(image::Source::bytes(lab->body, "lab")));
  const auto right = image::to_samples(image::open(image::Source::bytes(region->body, "region")));
  ASSERT_EQ(left.values.size(), right.values.size());
  int largest = 0;
  for (std::size_t i = 0; i < left.values.size(); ++i) {
    largest = std::max(largest, std::abs(int{left.values[i]} - int{right.values[i]}));
  }
  EXPECT_LE(largest, 1);
}

/// A photograph of which the left half is transparent black.
std::string half_transparent() {
  const auto opaque =
      image::to_samples(image::open(image::Source::bytes(photograph(".png"), "photo")));
  image::Samples samples{
      .width = opaque.width, .height = opaque.height, .bands = 2, .bits = 8, .values = {}};
  for (std::size_t i = 0; i < opaque.values.size(); ++i) {
    const bool left =
        i % static_cast<std::size_t>(opaque.width) < static_cast<std::size_t>(opaque.width) / 2;
    samples.values.push_back(left ? 0 : opaque.values[i]);
    samples.values.push_back(left ? 0 : 255);
  }
  return image::encode(image::from_samples(samples), image::Format::Png).bytes;
}

TEST_F(RunningServer, TransparentPhotosAreShownOnWhiteAndKeepTheirAlpha) {
  Served served(folder_ / "work");
  const Json job = served.wait_for(served.add_job(half_transparent()).at("id"));
  ASSERT_EQ(job.at("state"), "done") << job;
  const std::string path = "/api/v1/jobs/" + job.at("id").get<std::string>();
  const auto got = [&](const std::string& address) {
    const auto answer = served.client().Get(path + address);
    EXPECT_EQ(status_of(answer), 200) << address;
    return image::to_samples(image::open(image::Source::bytes(answer->body, address)));
  };
  const auto first_pixel = [](const image::Samples& samples) {
    return std::vector<int>(samples.values.begin(), samples.values.begin() + samples.bands);
  };
  for (const char* address :
       {"/original", "/preview", "/preview?long_side=100&saturation=2",
        "/region?width=64&height=64", "/region?width=64&height=64&kind=original"}) {
    for (const int value : first_pixel(got(address))) EXPECT_EQ(value, 255) << address;
  }
  const std::vector<int> white_lab = {255, 128, 128};
  for (const char* address : {"/lab", "/region?width=64&height=64&kind=lab"}) {
    EXPECT_EQ(first_pixel(got(address)), white_lab) << address;
  }
  const image::Samples result = got("/result");
  ASSERT_EQ(result.bands, 4);
  EXPECT_EQ(result.values[3], 0);
  EXPECT_EQ(result.values.back(), 255);
}

TEST_F(RunningServer, LooksAreRememberedWithoutPaintingAgain) {
  Served served(folder_ / "work");
  const std::string id = served.wait_for(served.add_job(photograph()).at("id")).at("id");
  const auto answer = served.client().Patch("/api/v1/jobs/" + id, R"({"options": {"strength": 0}})",
                                            "application/json");
  ASSERT_EQ(status_of(answer), 200);
  EXPECT_EQ(Json::parse(answer->body).at("state"), "done");
  const auto gray = served.client().Get("/api/v1/jobs/" + id + "/result?format=png");
  const auto samples = image::to_samples(image::open(image::Source::bytes(gray->body, "gray")));
  for (std::size_t i = 0; i < samples.values.size(); i += 3) {
    ASSERT_EQ(samples.values[i], samples.values[i + 1]);
  }
  EXPECT_EQ(status_of(served.client().Patch("/api/v1/jobs/" + id, R"({"options": {"strength": 7}})",
                                            "application/json")),
            400);
}

TEST_F(RunningServer, JobsOutliveTheServer) {
  std::string done;
  {
    Served served(folder_ / "work", {"--workers", "1"});
    done = served.wait_for(served.add_job(photograph()).at("id")).at("id");
    for (int i = 2; i < 12; ++i)
      served.add_job(photograph(".jpg", 320, 240, static_cast<std::uint64_t>(i)));
    EXPECT_EQ(served.end(SIGTERM), 0);
  }
  Served served(folder_ / "work");
  const Json jobs = served.get("/api/v1/jobs").at("jobs");
  ASSERT_EQ(jobs.size(), 11U);
  for (const Json& job : jobs) EXPECT_EQ(served.wait_for(job.at("id")).at("state"), "done");
  EXPECT_EQ(jobs.back().at("id"), done);
}

TEST_F(RunningServer, ModelsHaveTheirNetworksNames) {
  Served served(folder_ / "work");
  std::vector<std::string> titles;
  for (const Json& model : served.get("/api/v1/models")) titles.push_back(model.at("title"));
  EXPECT_NE(std::ranges::find(titles, "U-Net"), titles.end());
  EXPECT_NE(std::ranges::find(titles, "Pix2Pix"), titles.end());
}

TEST_F(RunningServer, DescribesEveryRouteItHas) {
  Served served(folder_ / "work");
  const Json api = served.get("/api/v1/openapi.json");
  EXPECT_EQ(api.at("openapi"), "3.1.0");
  const Json job = served.wait_for(served.add_job(photograph()).at("id"));
  for (const auto& [path, methods] : api.at("paths").items()) {
    std::string address = path;
    if (address.ends_with("events")) continue;
    for (const std::string mark : {"{id}", "{name}", "{file}"}) {
      const std::size_t at = address.find(mark);
      if (at == std::string::npos) continue;
      address.replace(at, mark.size(), mark == "{id}" ? job.at("id").get<std::string>() : "none");
    }
    const auto answer = served.client().Get(address);
    const int wanted = !methods.contains("get")                    ? 405
                       : address.find("none") != std::string::npos ? 404
                                                                   : 200;
    EXPECT_EQ(status_of(answer), wanted) << path;
  }
  for (const auto& item : job.items()) {
    EXPECT_TRUE(api.at("components").at("schemas").at("Job").at("properties").contains(item.key()));
  }
}

TEST_F(RunningServer, TellsOfAJobUntilItEnds) {
  Served served(folder_ / "work");
  const std::string id = served.add_job(photograph()).at("id");
  const auto events = served.client().Get("/api/v1/jobs/" + id + "/events");
  ASSERT_EQ(status_of(events), 200);
  EXPECT_EQ(events->get_header_value("Content-Type"), "text/event-stream");
  EXPECT_NE(events->body.find("\"state\":\"done\""), std::string::npos) << events->body;
}

TEST_F(RunningServer, OnlyPicturesAreKeptByTheBrowser) {
  Served served(folder_ / "work");
  const std::string good = served.wait_for(served.add_job(photograph()).at("id")).at("id");
  const std::string bad = served.wait_for(served.add_job("no picture").at("id")).at("id");
  for (const char* form : {"/original", "/lab"}) {
    const auto picture = served.client().Get("/api/v1/jobs/" + good + form);
    ASSERT_EQ(status_of(picture), 200);
    EXPECT_EQ(picture->get_header_value("Cache-Control"), "private, max-age=86400, immutable");
    const auto error = served.another_client()->Get("/api/v1/jobs/" + bad + form);
    ASSERT_GE(status_of(error), 400);
    EXPECT_EQ(error->get_header_value("Cache-Control"), "no-store") << form;
  }
}

TEST_F(RunningServer, APhotoThatIsGoneIsNotFound) {
  Served served(folder_ / "work");
  const Json job = served.wait_for(served.add_job(photograph()).at("id"));
  std::filesystem::remove(folder_ / "work" / "photos" / job.at("photo").get<std::string>());
  const auto answer =
      served.another_client()->Get("/api/v1/jobs/" + job.at("id").get<std::string>() + "/original");
  ASSERT_EQ(status_of(answer), 404);
  EXPECT_EQ(answer->body.find(folder_.path().string()), std::string::npos) << answer->body;
}

TEST_F(RunningServer, ArchivesAsManyJobsAsItPromises) {
  Served served(folder_ / "work");
  const Json job = served.wait_for(served.add_job(photograph()).at("id"));
  Json ids = Json::array();
  for (int i = 0; i < 9'999; ++i) ids.push_back("0123456789abcdef");
  // Looked for, and so read.
  EXPECT_EQ(status_of(served.another_client()->Post("/api/v1/archive", Json{{"jobs", ids}}.dump(2),
                                                    "application/json")),
            404);
  ids = {job.at("id")};
  const auto archive =
      served.client().Post("/api/v1/archive", Json{{"jobs", ids}}.dump(), "application/json");
  ASSERT_EQ(status_of(archive), 200);
  EXPECT_TRUE(archive->body.starts_with("PK"));
}

TEST_F(RunningServer, RemovedJobsLeaveNothing) {
  Served served(folder_ / "work");
  const Json first = served.wait_for(served.add_job(photograph()).at("id"));
  const auto again = served.client().Post(
      "/api/v1/jobs", Json{{"photo", first.at("photo")}, {"options", {{"model", "resnet"}}}}.dump(),
      "application/json");
  ASSERT_EQ(status_of(again), 202);
  const Json second = served.wait_for(Json::parse(again->body).at("id"));
  EXPECT_EQ(second.at("photo"), first.at("photo"));
  EXPECT_EQ(status_of(served.client().Delete("/api/v1/jobs/" + first.at("id").get<std::string>())),
            204);
  EXPECT_FALSE(std::filesystem::is_empty(folder_ / "work" / "photos"));
  EXPECT_EQ(status_of(served.client().Delete("/api/v1/jobs")), 204);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "photos"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "jobs"));
}

}  // namespace
}  // namespace autochrome::server
