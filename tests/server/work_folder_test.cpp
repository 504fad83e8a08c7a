// What the server takes for its own on the disk, and what it leaves alone.
#include "server/work_folder.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "server/problem.h"
#include "tests/temporary_folder.h"

namespace autochrome::server {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostUploads = 1000;
constexpr const char* kJob = "00000000000000a1";
constexpr const char* kPhoto = "00000000000000f1";

class WorkFolders : public ::testing::Test {
 protected:
  /// Makes the folders above it too.
  fs::path write(const fs::path& name, const std::string& text = "mine") const {
    make_folder((work() / name).parent_path());
    write_file(work() / name, text);
    return work() / name;
  }

  [[nodiscard]] fs::path work() const { return folder_ / "work"; }

  [[nodiscard]] WorkFolder opened() const { return WorkFolder(work(), kMostUploads); }

  /// A job with its photo, as a server leaves them.
  void keep_job(const std::string& id = kJob, const std::string& photo = kPhoto) const {
    const WorkFolder folder(work(), kMostUploads);
    write(fs::path("photos") / photo);
    folder.write({.id = id, .photo = photo});
  }

  const autochrome::testing::TemporaryFolder folder_;
};

TEST_F(WorkFolders, OfOthersAreRefusedAndLeftAsTheyAre) {
  const std::vector<fs::path> files = {write("photos/holiday/garden.jpg"), write("photos/mine.jpg"),
                                       write("scratch/1.jpg"), write("jobs/letter.txt")};
  EXPECT_THROW(static_cast<void>(opened()), InputError);
  for (const fs::path& file : files) EXPECT_EQ(read_file(file), "mine") << file;
  EXPECT_FALSE(fs::exists(work() / "lock"));
}

TEST_F(WorkFolders, OfOthersAreToldByWhatLiesThere) {
  write("notes.txt");
  try {
    static_cast<void>(opened());
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find((work() / "notes.txt").string()), std::string::npos);
  }
}

TEST_F(WorkFolders, OfAnotherVersionAreRefused) {
  static_cast<void>(opened());
  write("autochrome.txt", "autochrome work 2\n");
  EXPECT_THROW(static_cast<void>(opened()), InputError);
}

TEST_F(WorkFolders, ThatAnEarlierVersionMadeAreTaken) {
  keep_job();
  write("scratch/7.png");
  fs::remove(work() / "autochrome.txt");
  EXPECT_EQ(opened().read().size(), 1U);
  EXPECT_TRUE(fs::is_empty(work() / "scratch"));
  EXPECT_TRUE(fs::exists(work() / "autochrome.txt"));
}

TEST_F(WorkFolders, OfAnEarlierVersionWithSomebodysFileAreRefused) {
  keep_job();
  fs::remove(work() / "autochrome.txt");
  const fs::path stranger = write("photos/mine.jpg");
  EXPECT_THROW(static_cast<void>(opened()), InputError);
  EXPECT_TRUE(fs::exists(stranger));
}

TEST_F(WorkFolders, LoseNothingThatIsNotTheServers) {
  static_cast<void>(opened());
  const std::vector<fs::path> kept = {write("notes.txt"),
                                      write("photos/mine.jpg"),
                                      write("photos/holiday/garden.jpg"),
                                      write("scratch/mine.jpg"),
                                      write("jobs/letters/one.txt"),
                                      write(fs::path("jobs") / kJob / "letter.txt")};
  const std::vector<fs::path> gone = {write("scratch/7"), write("scratch/.7.png.0123abcd.tmp"),
                                      write(fs::path("photos") / kPhoto),
                                      write(fs::path("jobs") / kJob / "painting")};
  EXPECT_TRUE(opened().read().empty());
  for (const fs::path& file : kept) EXPECT_TRUE(fs::exists(file)) << file;
  for (const fs::path& file : gone) EXPECT_FALSE(fs::exists(file)) << file;
}

TEST_F(WorkFolders, KeepJobsThatCannotBeReadAndAllPhotos) {
  keep_job();
  const std::string readable = "00000000000000a2";
  keep_job(readable, "00000000000000f2");
  write("photos/00000000000000f3");
  const std::string record = read_file(work() / "jobs" / kJob / "job.json");
  for (const std::string& damaged : {record.substr(0, 50), std::string("{}")}) {
    write(fs::path("jobs") / kJob / "job.json", damaged);
    ::testing::internal::CaptureStderr();
    const std::vector<Job> jobs = opened().read();
    EXPECT_NE(::testing::internal::GetCapturedStderr().find(kJob), std::string::npos);
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs.front().id, readable);
    EXPECT_TRUE(fs::exists(work() / "photos" / kPhoto));
    EXPECT_TRUE(fs::exists(work() / "photos" / "00000000000000f3"));
  }
  write(fs::path("jobs") / kJob / "job.json", record);
  EXPECT_EQ(opened().read().size(), 2U);
  EXPECT_FALSE(fs::exists(work() / "photos" / "00000000000000f3"));
}

TEST_F(WorkFolders, AJobWhosePhotoIsGoneHasFailed) {
  keep_job();
  std::filesystem::remove(work() / "photos" / kPhoto);
  const std::vector<Job> jobs = opened().read();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs.front().state, JobState::Failed);
  EXPECT_NE(jobs.front().error.dump().find("gone"), std::string::npos);
}

TEST_F(WorkFolders, BoundTheUploadsUnderWay) {
  WorkFolder folder(work(), kMostUploads);
  Scratch first(folder);
  first.expect(600);
  {
    Scratch second(folder);
    try {
      second.expect(600);
      FAIL();
    } catch (const Problem& problem) {
      EXPECT_EQ(problem.status(), kUnavailable);
    }
  }
  EXPECT_NO_THROW(first.expect(400));
}

}  // namespace
}  // namespace autochrome::server
