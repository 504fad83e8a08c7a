#include <string>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "garden/garden.h"
#include "image/samples.h"
#include "image/save.h"
#include "tests/cli/program.h"
#include "tests/temporary_folder.h"

namespace autochrome::cli::testing {
namespace {

namespace fs = std::filesystem;

class DatasetCommand : public ::testing::Test {
 protected:
  DatasetCommand() {
    for (int i = 0; i < 5; ++i) {
      const garden::Photograph garden = garden::draw(40, 40, static_cast<std::uint64_t>(i));
      const fs::path path = folder_ / "set" / (i < 3 ? "rose" : "tulip") / std::to_string(i);
      fs::create_directories(path.parent_path());
      image::save(image::from_samples({.width = 40,
                                       .height = 40,
                                       .bands = 3,
                                       .values = {garden.rgb.begin(), garden.rgb.end()}}),
                  path.string() + ".png");
    }
    write_file(folder_ / "set/rose/broken.jpg", "no picture");
  }

  const autochrome::testing::TemporaryFolder folder_;
};

TEST_F(DatasetCommand, TellsWhatAFolderHolds) {
  const ProgramRun result = run({"dataset", folder_ / "set", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["pictures"], 5);
  EXPECT_EQ(json["classes"]["rose"], 3);
  EXPECT_EQ(json["random_split"]["train"], 3);
  EXPECT_TRUE(json["broken"].contains("rose/broken.jpg"));
}

TEST_F(DatasetCommand, PacksOnceAndOnlyOnce) {
  const fs::path target = folder_ / "set.data";
  const ProgramRun packed =
      run({"dataset", "prepare", folder_ / "set", "-o", target, "--size", "32"});
  ASSERT_EQ(packed.exit_code, 0) << packed.error;
  EXPECT_NE(packed.out.find("3 training, 1 validation, 1 test"), std::string::npos) << packed.out;
  EXPECT_EQ(run({"dataset", "prepare", folder_ / "set", "-o", target}).exit_code, 3);
  EXPECT_EQ(run({"dataset", "prepare", folder_ / "set", "-o", target, "--force"}).exit_code, 0);
}

TEST_F(DatasetCommand, MissingFolderIsAnError) {
  const ProgramRun result = run({"dataset", folder_ / "none"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find("none"), std::string::npos);
  EXPECT_EQ(run({"dataset"}).exit_code, 2);
}

}  // namespace
}  // namespace autochrome::cli::testing
