// `autochrome bench` and `autochrome export`.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "tests/cli/program.h"
#include "tests/temporary_folder.h"

namespace autochrome::cli::testing {
namespace {

TEST(Bench, MeasuresAModelLayerByLayer) {
  const autochrome::testing::TemporaryFolder folder;
  const std::string model = write_model(folder.path()).string();
  const ProgramRun result =
      run({"bench", model, "--layers", "--json", "--runs", "3", "--threads", "1", "--size", "30"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const Json all = Json::parse(result.out);
  ASSERT_EQ(all.size(), 1U);
  const Json& one = all[0];
  EXPECT_GE(one["input"][2].get<int>(), 30);
  EXPECT_GT(one["low_ms"].get<double>(), 0);
  EXPECT_LE(one["low_ms"].get<double>(), one["median_ms"].get<double>());
  EXPECT_LE(one["median_ms"].get<double>(), one["high_ms"].get<double>());
  EXPECT_GT(one["peak_gflops"].get<double>(), 0);
  EXPECT_GT(one["photograph"]["network_ms"].get<double>(), 0);
  double gflop = 0;
  for (const Json& layer : one["layers"]) {
    EXPECT_FALSE(layer["kernel"].get<std::string>().empty());
    gflop += 1e-3 * layer["gflops"].get<double>() * layer["ms"].get<double>();
  }
  EXPECT_NEAR(gflop, one["gflop"].get<double>(), 1e-6) << "the layers are not the whole";
}

/// Has programs keep things in a folder of the test's for as long as the object lives.
class CacheFolder {
 public:
  explicit CacheFolder(const std::filesystem::path& path) {
    ::setenv("XDG_CACHE_HOME", path.c_str(), /*overwrite=*/1);
  }

  ~CacheFolder() { ::unsetenv("XDG_CACHE_HOME"); }

  CacheFolder(const CacheFolder&) = delete;
  CacheFolder& operator=(const CacheFolder&) = delete;
};

TEST(Bench, KeepsWhatItMeasuredOfTheProcessorForLaterRuns) {
  const autochrome::testing::TemporaryFolder folder;
  const CacheFolder cache(folder.path());
  const ProgramRun measured = run({"bench", "--calibrate"});
  ASSERT_EQ(measured.exit_code, 0) << measured.error;
  const auto file = folder.path() / "autochrome" / "costs.json";
  EXPECT_NE(measured.out.find(file.string()), std::string::npos) << measured.out;
  const Json kept = Json::parse(read_file(file));
  EXPECT_GT(kept["costs"]["product"].get<double>(), 0);

  // How many layers of a network are Winograd's when the file says so.
  ProgramRun result;
  const auto winograd_layers = [&](const Json& json) {
    write_file(file, json.dump());
    result = run({"bench", "unet", "--layers", "--json", "--runs", "1", "--size", "128"});
    EXPECT_EQ(result.exit_code, 0) << result.error;
    std::size_t count = 0;
    for (std::size_t at = 0; (at = result.out.find("winograd", at)) != std::string::npos; ++at) {
      ++count;
    }
    return count;
  };
  const std::size_t usual = winograd_layers({{"processor", "another"}, {"costs", Json::object()}});
  Json dear = kept;
  dear["costs"]["product"] = 4;
  dear["costs"]["transform"] = 40;
  EXPECT_LT(winograd_layers(dear), usual) << "the file is not read";
  dear["processor"] = "another";
  EXPECT_EQ(winograd_layers(dear), usual) << "another processor's costs are used";
  EXPECT_EQ(result.error, "");
  dear = kept;
  dear["costs"]["product"] = -1;
  for (const Json& broken : {Json(7), dear}) {
    EXPECT_EQ(winograd_layers(broken), usual);
    EXPECT_NE(result.error.find("is ignored"), std::string::npos) << result.error;
  }
}

TEST(Bench, TakesAllShippedModelsUnlessSomeAreNamed) {
  const ProgramRun result = run({"bench", "--json", "--runs", "1", "--size", "32"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  bool classifies = false;
  for (const Json& one : Json::parse(result.out)) {
    if (one["name"] == "flower-classifier") classifies = !one.contains("photograph");
  }
  EXPECT_TRUE(classifies) << "the classifier is not measured, or as one that colorizes";
}

TEST(Bench, TakesNetworksThatNobodyTrained) {
  const autochrome::testing::TemporaryFolder no_models;
  ::setenv("AUTOCHROME_MODELS", no_models.path().c_str(), /*overwrite=*/1);
  const ProgramRun result =
      run({"bench", "autoencoder", "--runs", "1", "--threads", "1", "--size", "16"});
  ::unsetenv("AUTOCHROME_MODELS");
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_TRUE(result.out.starts_with("autoencoder, with fresh weights\n")) << result.out;
  EXPECT_NE(result.out.find("GFLOP/s"), std::string::npos);
  EXPECT_EQ(result.out.find("photograph"), std::string::npos);
}

TEST(Bench, RefusesWhatItCannotMeasure) {
  EXPECT_EQ(run({"bench", "no-such-model"}).exit_code, 4);
  EXPECT_EQ(run({"bench", "unet", "--runs", "0"}).exit_code, 3);
  EXPECT_EQ(run({"bench", "unet", "--batch", "-1"}).exit_code, 3);
  EXPECT_EQ(run({"bench", "unet", "--size", "100000"}).exit_code, 3);
}

TEST(Export, WritesAnOnnxFile) {
  const autochrome::testing::TemporaryFolder folder;
  const std::string model = write_model(folder.path()).string();
  const std::filesystem::path target = folder.path() / "network.onnx";
  const ProgramRun result = run({"export", model, "-o", target.string()});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(result.out, "");
  const std::string bytes = read_file(target);
  for (const char* name : {"autochrome", "lightness", "color", "unet"}) {
    EXPECT_NE(bytes.find(name), std::string::npos) << name;
  }
}

TEST(Export, KeepsWhatExists) {
  const autochrome::testing::TemporaryFolder folder;
  const std::string model = write_model(folder.path()).string();
  const std::filesystem::path target = folder.path() / "network.onnx";
  write_file(target, "precious");
  const ProgramRun refused = run({"export", model, "-o", target.string()});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.error.find("--force"), std::string::npos) << refused.error;
  EXPECT_EQ(read_file(target), "precious");
  EXPECT_EQ(run({"export", model, "-o", target.string(), "--force"}).exit_code, 0);
  EXPECT_NE(read_file(target), "precious");
}

TEST(Export, RefusesWhatIsNoModel) {
  const autochrome::testing::TemporaryFolder folder;
  const std::filesystem::path target = folder.path() / "network.onnx";
  EXPECT_EQ(run({"export", "no-such-model", "-o", target.string()}).exit_code, 4);
  EXPECT_FALSE(std::filesystem::exists(target));
  const std::string model = write_model(folder.path()).string();
  EXPECT_EQ(run({"export", model, "-o", (folder.path() / "no/such/place.onnx").string()}).exit_code,
            3);
}

}  // namespace
}  // namespace autochrome::cli::testing
