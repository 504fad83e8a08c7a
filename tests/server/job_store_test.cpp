// What is kept when the work folder is full, with the paintings written by the test.
#include "server/job_store.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/file.h"
#include "http/id.h"
#include "server/problem.h"
#include "tests/temporary_folder.h"

namespace autochrome::server {
namespace {

constexpr std::int64_t kKeep = 3'000'000;

class JobStores : public ::testing::Test {
 protected:
  /// Adds a job of a photo with so many bytes; its id.
  std::string add(std::int64_t bytes, int size = 0) {
    const std::filesystem::path file = store_.folder().scratch_file();
    write_file(file, std::string(static_cast<std::size_t>(bytes), 'x'));
    JobOptions options;
    options.colorize.paint.size = size;
    const Upload upload{.file = file, .id = http::new_id(), .bytes = bytes, .name = "photo"};
    return store_.add(upload, options).at("id").get<std::string>();
  }

  /// Has the next job end with a painting of so many bytes.
  void paint(std::size_t bytes) {
    const std::optional<Assignment> next = store_.next_assignment();
    ASSERT_TRUE(next);
    write_file(next->task.painting, std::string(bytes, 'x'));
    next->done({{"width", 3},
                {"height", 2},
                {"bits", 8},
                {"format", "jpeg"},
                {"warnings", Json::array()},
                {"seconds", {{"network", 1}, {"total", 1}}}});
  }

  [[nodiscard]] int status_of_add(std::int64_t bytes, int size = 0) {
    try {
      static_cast<void>(add(bytes, size));
      return kAccepted;
    } catch (const Problem& problem) {
      return problem.status();
    }
  }

  [[nodiscard]] int done() const {
    const auto counts = store_.counts();
    const auto found = counts.find("done");
    return found == counts.end() ? 0 : found->second;
  }

  const autochrome::testing::TemporaryFolder folder_;
  EventHub events_{1};
  JobStore store_{{.folder = folder_ / "work", .keep_bytes = kKeep, .upload_bytes = kKeep},
                  events_};
};

TEST_F(JobStores, LoseNothingForAnUploadThatCannotFit) {
  for (int i = 0; i < 2; ++i) {
    add(1000);
    paint(1000);
  }
  EXPECT_EQ(status_of_add(kKeep + 1), kNoSpace);
  EXPECT_EQ(done(), 2);
}

TEST_F(JobStores, LoseAsManyJobsAsAreInTheWay) {
  std::string last;
  for (int i = 0; i < 3; ++i) {
    last = add(500'000);
    paint(1000);
  }
  EXPECT_EQ(status_of_add(1'600'000), kAccepted);
  EXPECT_EQ(done(), 1);
  EXPECT_EQ(store_.find(last).state, JobState::Done);
  EXPECT_LE(store_.bytes_on_disk(), kKeep);
}

TEST_F(JobStores, ReserveWhatAPaintingOfThatSizeTakes) {
  EXPECT_EQ(status_of_add(1000, 1280), kNoSpace);  // 19.7 MB
  EXPECT_EQ(status_of_add(1000, 256), kAccepted);
}

TEST_F(JobStores, AreBoundedWhenPaintingsAreLargerThanThought) {
  const std::string first = add(1000);
  const std::string second = add(1000);
  paint(2'000'000);
  EXPECT_EQ(store_.find(first).state, JobState::Done);
  paint(2'000'000);
  EXPECT_EQ(done(), 1);
  EXPECT_EQ(store_.find(second).state, JobState::Done);
  EXPECT_LE(store_.bytes_on_disk(), kKeep);
}

TEST_F(JobStores, FailTheJobWhosePaintingDoesNotFit) {
  const std::string id = add(1000);
  paint(kKeep);
  const Job job = store_.find(id);
  EXPECT_EQ(job.state, JobState::Failed);
  EXPECT_EQ(job.error.at("status"), kNoSpace);
  EXPECT_LT(store_.bytes_on_disk(), 10'000);
  EXPECT_FALSE(std::filesystem::exists(store_.folder().painting_file(job)));
}

}  // namespace
}  // namespace autochrome::server
