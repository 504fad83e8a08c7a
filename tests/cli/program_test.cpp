#include "tests/cli/program.h"

#include <string>

#include <gtest/gtest.h>

#include "base/json.h"
#include "model/model_file.h"
#include "tests/temporary_folder.h"

namespace autochrome::cli::testing {
namespace {

TEST(Program, SaysItsVersion) {
  const ProgramRun result = run({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(result.out.starts_with("autochrome ")) << result.out;
}

TEST(Program, HelpGoesToStandardOutput) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"},
                                                    {"colorize", "--help"},
                                                    {"dataset", "--help"},
                                                    {"dataset", "prepare", "--help"},
                                                    {"info", "--help"},
                                                    {"models", "--help"},
                                                    {"demo", "--help"}}) {
    const ProgramRun result = run(arguments);
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_NE(result.out.find("Usage"), std::string::npos);
    EXPECT_EQ(result.error, "");
  }
}

TEST(Program, WrongUseIsExplainedOnStandardError) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"paint"},
                                                    {"colorize"},
                                                    {"colorize", "a.jpg", "--no-such"},
                                                    {"info"}}) {
    const ProgramRun result = run(arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.error, "");
  }
}

TEST(Program, UnknownCommandIsNamed) {
  EXPECT_EQ(run({"paint", "a.jpg"}).error,
            "autochrome: there is no command 'paint'; 'autochrome --help' lists them\n");
}

TEST(Program, AloneItListsItsCommands) {
  EXPECT_NE(run({}).error.find("colorize"), std::string::npos);
}

TEST(Program, DescribesModelsOfAnyNameAndProvenance) {
  const autochrome::testing::TemporaryFolder folder;
  model::TrainedModel model = model::load(write_model(folder.path()));
  model.provenance = {{"metrics", 5}, {"training", {{"data", 7}}}};
  const auto path = folder / "b\xff.safetensors";
  model::save(model, path);
  const ProgramRun text = run({"info", path});
  EXPECT_EQ(text.exit_code, 0) << text.error;
  EXPECT_NE(text.out.find("trained on   not recorded"), std::string::npos) << text.out;
  const ProgramRun json = run({"info", "--json", path});
  EXPECT_EQ(json.exit_code, 0) << json.error;
  EXPECT_EQ(Json::parse(json.out)["name"], "b\uFFFD");
}

TEST(Program, ShippedModelsAreListedWithTheirScores) {
  const ProgramRun result = run({"models", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const Json listed = Json::parse(result.out);
  ASSERT_FALSE(listed["models"].empty());
  for (const Json& model : listed["models"]) {
    const Json& metrics = model["provenance"]["metrics"];
    if (metrics.contains("gray_ab_mse")) {
      EXPECT_LT(metrics["validation_ab_mse"].get<double>(), metrics["gray_ab_mse"].get<double>())
          << model["name"] << " is no better than gray";
    } else {
      EXPECT_GT(metrics.at("validation_accuracy").get<double>(), 0.5) << model["name"];
    }
    EXPECT_LE(model["file_bytes"].get<int>(), 12'000'000);
  }
}

TEST(Program, NetworksAreListedWithWhatTheyCost) {
  const Json networks = Json::parse(run({"models", "--json"}).out)["networks"];
  ASSERT_EQ(networks.size(), 7U);
  EXPECT_EQ(networks[6]["name"], "flower-classifier");
  EXPECT_EQ(networks[2]["name"], "unet");
  EXPECT_EQ(networks[2]["parameters"], 2'956'311);
  EXPECT_EQ(networks[3]["receptive_field"], 3);
  const ProgramRun text = run({"models"});
  for (const Json& network : networks) {
    EXPECT_NE(text.out.find(network["summary"].get<std::string>()), std::string::npos);
  }
}

TEST(Program, InfoDescribesPicturesAndModels) {
  const autochrome::testing::TemporaryFolder folder;
  write_photograph(folder / "a.png", 33, 21);
  const ProgramRun picture = run({"info", folder / "a.png", "--json"});
  ASSERT_EQ(picture.exit_code, 0) << picture.error;
  EXPECT_EQ(Json::parse(picture.out)["width"], 33);
  const ProgramRun model = run({"info", write_model(folder.path()), "--json"});
  ASSERT_EQ(model.exit_code, 0) << model.error;
  EXPECT_EQ(Json::parse(model.out)["network"], "unet");
  EXPECT_EQ(run({"info", folder / "none.png"}).exit_code, 3);
}

TEST(Program, InfoKnowsModelsByTheirContentAndShippedOnesByName) {
  const autochrome::testing::TemporaryFolder folder;
  model::TrainedModel model = model::load(write_model(folder.path()));
  model.provenance = {{"command", "autochrome train unet"}};
  model::save(model, folder / "model.bin");
  const ProgramRun file = run({"info", folder / "model.bin"});
  EXPECT_EQ(file.exit_code, 0) << file.error;
  EXPECT_NE(file.out.find("in multiples of 4\n"), std::string::npos) << file.out;
  EXPECT_NE(file.out.find("command      autochrome train unet\n"), std::string::npos) << file.out;
  const ProgramRun shipped = run({"info", "unet"});
  EXPECT_EQ(shipped.exit_code, 0) << shipped.error;
  EXPECT_NE(shipped.out.find("in multiples of 16\n"), std::string::npos) << shipped.out;
  EXPECT_EQ(run({"info", "no-such"}).exit_code, 4);
}

TEST(Program, DemoDrawsAndColorizes) {
  const autochrome::testing::TemporaryFolder folder;
  const auto out = folder / "new/garden";
  const ProgramRun result = run({"demo", "-o", out, "--width", "160", "--height", "100"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(names_in(out), (std::vector<std::string>{"garden.color.jpg", "garden.jpg"}));
  EXPECT_EQ(run({"demo", "-o", out}).exit_code, 3);
}

}  // namespace
}  // namespace autochrome::cli::testing
