// What a picture, a client or a disk may cost the running program.
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "model/model_file.h"
#include "nets/registry.h"
#include "tests/server/served.h"

namespace autochrome::server {
namespace {

using testing::photograph;
using testing::Served;
using testing::status_of;

class Limits : public testing::RunningServer {};

/// A file system of a megabyte, which only root may mount.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") == 0;
  }

  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }

  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const noexcept { return mounted_; }

 private:
  std::filesystem::path folder_;
  bool mounted_ = false;
};

TEST_F(Limits, AWorkerThatDiesIsReplaced) {
  Served served(folder_ / "work", {"--workers", "1"});
  ASSERT_EQ(status_of(served.client().Post("/api/v1/colorize", photograph(), "image/jpeg")), 200);
  std::vector<pid_t> workers = served.workers();
  ASSERT_EQ(workers.size(), 1U);
  // Held still, so that it is surely at work when it dies.
  ::kill(workers.front(), SIGSTOP);
  auto answer = std::async(std::launch::async, [&] {
    return status_of(served.another_client()->Post("/api/v1/colorize", photograph(), "image/jpeg"));
  });
  const auto busy = [&] {
    return served.another_client()->Get("/metrics")->body.find("autochrome_workers_busy 1") !=
           std::string::npos;
  };
  while (!busy()) std::this_thread::yield();
  ::kill(workers.front(), SIGSEGV);
  ::kill(workers.front(), SIGCONT);
  EXPECT_EQ(answer.get(), 500);
  EXPECT_EQ(status_of(served.client().Post("/api/v1/colorize", photograph(), "image/jpeg")), 200);
}

TEST_F(Limits, WithoutItsZygoteTheServerEndsWithAnErrorAndJobsWait) {
  std::string id;
  {
    Served served(folder_ / "work", {"--workers", "1"});
    ASSERT_EQ(served.colorize(), 200);
    ::kill(served.workers().front(), SIGSTOP);
    id = served.add_job(photograph()).at("id");
    served.wait_for_figure("autochrome_workers_busy", 1);
    ::kill(served.zygote(), SIGKILL);
    EXPECT_EQ(served.wait(), 3);  // cli::ExitCode::BadInput, which systemd takes for a failure
    EXPECT_NE(served.log().find("starts workers ended by signal 9"), std::string::npos)
        << served.log();
  }
  Served again(folder_ / "work");
  EXPECT_EQ(again.wait_for(id).at("state"), "done");
}

TEST_F(Limits, TooManyJobsAreTurnedAwayForNow) {
  Served served(folder_ / "work", {"--workers", "1", "--jobs", "2"});
  ASSERT_EQ(status_of(served.client().Post("/api/v1/colorize", photograph(), "image/jpeg")), 200);
  ::kill(served.workers().front(), SIGSTOP);
  int turned_away = 0;
  for (int i = 0; i < 6; ++i) {
    const auto answer = served.another_client()->Post("/api/v1/jobs", photograph(), "image/jpeg");
    if (status_of(answer) != 429) continue;
    ++turned_away;
    EXPECT_FALSE(answer->get_header_value("Retry-After").empty());
  }
  EXPECT_GE(turned_away, 3);
  ::kill(served.workers().front(), SIGCONT);
}

TEST_F(Limits, KeepsTheFolderSmallOldestFirst) {
  Served served(folder_ / "work", {"--keep", "2M"});
  std::string last;
  for (int i = 1; i < 30; ++i) {
    last = served.add_job(photograph(".png", 320, 240, static_cast<std::uint64_t>(i))).at("id");
    served.wait_for(last);
  }
  const Json all = served.get("/api/v1/jobs");
  EXPECT_LT(all.at("jobs").size(), 29U);
  EXPECT_LE(all.at("bytes").get<int>(), 2 << 20);
  EXPECT_EQ(all.at("jobs").front().at("id"), last);
}

/// A model of fresh weights, called "slow", whose work on a large picture is that of many seconds.
std::filesystem::path write_slow_model(const std::filesystem::path& folder) {
  const Json config = {{"width", 96}, {"depth", 2}, {"outputs", 2}};
  graph::Graph graph = nets::build("unet", config);
  auto weights = std::make_shared<const Weights>(initial_weights(graph, 5));
  const std::filesystem::path path = folder / "slow.safetensors";
  model::save({.network = {"unet", config, std::move(graph), std::move(weights)},
               .convention = {.predict = "ab", .size = 64},
               .provenance = Json::object(),
               .hash = {}},
              path);
  return path;
}

TEST_F(Limits, APictureThatTakesTooLongIsGivenUp) {
  Served served(folder_ / "work", {"--workers", "1", "--seconds", "1", "--more-models",
                                   write_slow_model(folder_.path()).string()});
  const std::string large = photograph(".jpg", 2000, 1500);
  const std::string slowly = "?model=slow&size=1280";
  const auto answer = served.client().Post("/api/v1/colorize" + slowly, large, "image/jpeg");
  ASSERT_EQ(status_of(answer), 422);
  EXPECT_NE(answer->body.find("longer than 1 s"), std::string::npos) << answer->body;
  EXPECT_EQ(served.colorize(), 200);
  const Json job = served.wait_for(served.add_job(large, slowly).at("id"));
  ASSERT_EQ(job.at("state"), "failed") << job;
  EXPECT_EQ(job.at("error").at("status"), 422) << job;
  EXPECT_EQ(served.colorize(), 200);
}

TEST_F(Limits, APictureThatTakesTooMuchMemoryIsRefused) {
  Served served(folder_ / "work", {"--workers", "1", "--memory", "400M"});
  const std::string large = photograph(".jpg", 2500, 2000);
  const auto answer =
      served.client().Post("/api/v1/colorize?model=densenet&size=2048", large, "image/jpeg");
  ASSERT_EQ(status_of(answer), 413) << answer->body;
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/problem+json");
  EXPECT_EQ(served.colorize(), 200);
  const Json job = served.wait_for(served.add_job(large, "?model=densenet&size=2048").at("id"));
  ASSERT_EQ(job.at("state"), "failed") << job;
  EXPECT_EQ(job.at("error").at("status"), 413) << job;
  EXPECT_EQ(served.colorize(), 200);
}

TEST_F(Limits, AFullDiskIsSaidAndFreedByRemoving) {
  const SmallDisk disk(folder_ / "work");
  if (!disk.mounted()) {
    GTEST_SKIP() << "needs a disk of 1 MiB, which only root may mount: " << std::strerror(errno);
  }
  Served served(folder_ / "work", {"--workers", "1"});
  const std::string large = photograph(".png", 2000, 1500);
  ASSERT_GT(large.size(), std::size_t{1} << 20U);
  const auto refused = [&](const httplib::Result& answer) {
    ASSERT_EQ(status_of(answer), 507);
    EXPECT_EQ(answer->get_header_value("Content-Type"), "application/problem+json");
  };
  refused(served.another_client()->Post("/api/v1/colorize", large, "image/png"));
  refused(served.another_client()->Post("/api/v1/jobs", large, "image/png"));
  EXPECT_TRUE(served.get("/api/v1/jobs").at("jobs").empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "scratch"));
  // A photo that fits and a result that does not.
  const std::string photo = photograph(".jpg", 2000, 1500);
  refused(served.another_client()->Post("/api/v1/colorize?format=png", photo, "image/jpeg"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "scratch"));
  std::string last;
  int taken = 0;
  for (; taken < 100; ++taken) {
    const std::string one = photograph(".png", 320, 240, static_cast<std::uint64_t>(taken + 1));
    const auto answer = served.another_client()->Post("/api/v1/jobs", one, "image/png");
    if (status_of(answer) != 202) {
      refused(answer);
      break;
    }
    const Json job = served.wait_for(Json::parse(answer->body).at("id"));
    if (job.at("state") == "failed") {
      EXPECT_EQ(job.at("error").at("status"), 507) << job;
      break;
    }
  }
  EXPECT_GT(taken, 0);
  EXPECT_LT(taken, 100);
  EXPECT_EQ(status_of(served.another_client()->Delete("/api/v1/jobs")), 204);
  EXPECT_EQ(served.colorize(), 200);
  EXPECT_EQ(served.wait_for(served.add_job(photograph()).at("id")).at("state"), "done");
}

TEST_F(Limits, AFileThatMayNotGrowIsAFullDisk) {
  Served served(folder_ / "work", {"--workers", "1", "--log", "none"});
  ASSERT_EQ(served.colorize(), 200);
  const rlimit small{100'000, RLIM_INFINITY};
  ASSERT_EQ(::prlimit(served.pid(), RLIMIT_FSIZE, &small, nullptr), 0);
  EXPECT_EQ(served.colorize(photograph(".png", 800, 600)), 507);
  EXPECT_EQ(status_of(served.another_client()->Post("/api/v1/jobs", photograph(".png", 800, 600),
                                                    "image/png")),
            507);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work" / "scratch"));
  EXPECT_EQ(served.colorize(), 200);
}

TEST_F(Limits, AThousandSmallJobsAreAllDone) {
  constexpr int kJobs = 1000;
  Served served(folder_ / "work", {"--log", "none"});
  const std::string photo = served.add_job(photograph(".png", 16, 12)).at("photo");
  const std::string body = Json{{"photo", photo}}.dump();
  int accepted = 1;
  for (int i = 1; i < kJobs; ++i) {
    const auto answer = served.client().Post("/api/v1/jobs", body, "application/json");
    accepted += status_of(answer) == 202 ? 1 : 0;
  }
  EXPECT_EQ(accepted, kJobs);
  served.wait_for_figure("autochrome_jobs{state=\"done\"}", kJobs);
  EXPECT_EQ(served.get("/api/v1/jobs").at("jobs").size(), std::size_t{kJobs});
  EXPECT_EQ(served.colorize(), 200);
}

}  // namespace
}  // namespace autochrome::server
