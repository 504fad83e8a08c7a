// `autochrome bench` and `autochrome export`.
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
