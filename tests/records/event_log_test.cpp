#include "records/event_log.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "records/tfrecord.h"
#include "tests/temporary_folder.h"

namespace autochrome::records {
namespace {

using testing::TemporaryFolder;

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// What read_events.py, which is Google's protobuf library and none of this code, finds in a file.
std::string events_in(const std::filesystem::path& path) {
  const std::string command = READ_EVENTS " '" + path.string() + "'";
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot start " + command);
  std::string text;
  std::array<char, 4096> piece{};
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe)) {
    text.append(piece.data(), got);
  }
  if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command + "\n" + text);
  return text;
}

void append(EventLog& log, std::int64_t step, double loss) {
  const std::array<Scalar, 1> scalars = {{{"loss/train", loss}}};
  log.append(step, scalars);
}

/// Steps 1 to 3 in one file.
std::filesystem::path log_three_steps(const std::filesystem::path& folder) {
  EventLog log(folder, 0);
  for (const int step : {1, 2, 3}) append(log, step, 0.5 * step);
  return files_in(folder).front();
}

TEST(EventLog, IsReadByGooglesProtobuf) {
  const TemporaryFolder folder;
  const std::vector<std::uint8_t> rgb(3 * 40 * 10, 99);
  const Png png = encode_png(40, 10, rgb);
  {
    EventLog log(folder / "events", 0);
    const std::array<Scalar, 2> scalars = {{{"loss/train", 0.25}, {"loss/validation", 1e-3}}};
    const std::array<Picture, 1> pictures = {{{"samples", png}}};
    log.append(272, scalars, pictures);
    append(log, 10'000'000'000, -1.5);
  }
  const auto files = files_in(folder / "events");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].filename().string().rfind("events.out.tfevents.", 0), 0U) << files[0];
  EXPECT_EQ(events_in(files[0]),
            "version brain.Event:2\n"
            "272 loss/train=0.25 loss/validation=0.001 samples=40x10 colorspace 3 " +
                sha256(png.bytes) +
                "\n"
                "10000000000 loss/train=-1.5\n");
}

TEST(EventLog, ResumeCutsLaterSteps) {
  const TemporaryFolder folder;
  log_three_steps(folder.path());
  {
    EventLog log(folder.path(), 2);
    append(log, 3, 7);
  }
  const auto files = files_in(folder.path());
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(events_in(files[0]), "version brain.Event:2\n1 loss/train=0.5\n2 loss/train=1\n");
  EXPECT_EQ(events_in(files[1]), "version brain.Event:2\n3 session 1\n3 loss/train=7\n");
}

TEST(EventLog, ResumeCutsAcrossFiles) {
  const TemporaryFolder folder;
  log_three_steps(folder.path());
  for (const int step : {4, 5}) {
    EventLog log(folder.path(), step - 1);
    append(log, step, step);
  }
  ASSERT_EQ(files_in(folder.path()).size(), 3U);
  { EventLog log(folder.path(), 1); }
  const auto files = files_in(folder.path());
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(events_in(files[0]), "version brain.Event:2\n1 loss/train=0.5\n");
  EXPECT_EQ(events_in(files[1]), "version brain.Event:2\n2 session 1\n");
}

TEST(EventLog, TornTailIsCutWhereverItIsTorn) {
  const TemporaryFolder folder;
  const std::string whole = read_file(log_three_steps(folder / "whole"));
  const std::string kept = whole.substr(0, first_record(whole)->size);
  const std::size_t two_steps = kept.size() + 2 * ((whole.size() - kept.size()) / 3);
  for (std::size_t size = two_steps; size < whole.size(); ++size) {
    const auto torn = folder / ("torn-" + std::to_string(size));
    std::filesystem::create_directory(torn);
    write_file(torn / "events.out.tfevents.0000000001.host.1.0", whole.substr(0, size));
    { EventLog log(torn, 100); }
    ASSERT_EQ(read_file(files_in(torn).front()), whole.substr(0, two_steps)) << size << " bytes";
  }
}

TEST(EventLog, DamageIsCutWithAllBehindIt) {
  const TemporaryFolder folder;
  const auto path = log_three_steps(folder.path());
  std::string bytes = read_file(path);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_file(path, bytes);
  { EventLog log(folder.path(), 100); }
  EXPECT_EQ(events_in(path).rfind("version brain.Event:2\n1 loss/train=0.5\n", 0), 0U);
  EXPECT_EQ(events_in(path).find("\n3 "), std::string::npos);
}

TEST(EventLog, FilesAreNamedInTheOrderOfWriting) {
  const TemporaryFolder folder;
  // As after a clock that went wrong.
  const auto future = folder / "events.out.tfevents.9000000000.host.1.0";
  std::filesystem::rename(log_three_steps(folder.path()), future);
  { EventLog log(folder.path(), 3); }
  const auto files = files_in(folder.path());
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0], future);
  EXPECT_EQ(files[1].filename().string().rfind("events.out.tfevents.9000000001.", 0), 0U);
}

TEST(EventLog, RefusesWhatIsNoEventFile) {
  const TemporaryFolder folder;
  const auto path = folder / "events.out.tfevents.1.host.1.0";
  for (const std::string& bytes : {std::string(), std::string("my notes"), framed("my notes")}) {
    write_file(path, bytes);
    EXPECT_THROW(EventLog(folder.path(), 0), InputError);
    EXPECT_EQ(read_file(path), bytes);
  }
}

TEST(EventLog, FolderThatCannotBeMadeIsAnError) {
  const TemporaryFolder folder;
  write_file(folder / "taken", "");
  EXPECT_THROW(EventLog(folder / "taken", 0), IoError);
  EXPECT_THROW(EventLog(folder / "taken/below", 0), IoError);
}

}  // namespace
}  // namespace autochrome::records
