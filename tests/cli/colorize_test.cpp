// What `autochrome colorize` promises, on drawn photographs and a small network.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "color/lab.h"
#include "image/inspect.h"
#include "image/samples.h"
#include "tests/cli/program.h"
#include "tests/temporary_folder.h"

namespace autochrome::cli::testing {
namespace {

namespace fs = std::filesystem;

class Colorize : public ::testing::Test {
 protected:
  [[nodiscard]] ProgramRun colorize(std::vector<std::string> arguments,
                                    const Surroundings& surroundings = {}) const {
    arguments.insert(arguments.begin(), {"colorize", "--model", model_.string()});
    return run(arguments, surroundings);
  }

  fs::path photograph(const std::string& name, int width = 96, int height = 64) const {
    write_photograph(folder_ / name, width, height);
    return folder_ / name;
  }

  const autochrome::testing::TemporaryFolder folder_;
  const autochrome::testing::TemporaryFolder models_;
  const fs::path model_ = write_model(models_.path());
};

image::Samples read(const fs::path& path) {
  return image::to_samples(image::open(image::Source::file(path)));
}

/// Share of pixels whose L* differs by more than 0.5 from the gray original's.
double share_of_changed_lightness(const image::Samples& gray, const image::Samples& color) {
  const auto scale = static_cast<float>((1 << gray.bits) - 1);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < gray.values.size(); ++i) {
    const float value = static_cast<float>(gray.values[i]) / scale;
    const float wanted = color::to_lab({value, value, value}).l;
    const auto channel = [&](std::size_t c) {
      return static_cast<float>(color.values[3 * i + c]) / scale;
    };
    changed += std::abs(color::to_lab({channel(0), channel(1), channel(2)}).l - wanted) > 0.5F;
  }
  return static_cast<double>(changed) / static_cast<double>(gray.values.size());
}

bool has_color(const image::Samples& color) {
  for (std::size_t i = 0; i + 2 < color.values.size(); i += 3) {
    if (color.values[i] != color.values[i + 1]) return true;
  }
  return false;
}

TEST_F(Colorize, WritesBesideTheInputAndKeepsItsLightness) {
  const fs::path input = photograph("garden.png", 200, 120);
  const std::string before = read_file(input);
  const ProgramRun result = colorize({input});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(names_in(folder_.path()), (std::vector<std::string>{"garden.color.png", "garden.png"}));
  EXPECT_EQ(read_file(input), before);
  const image::Samples gray = read(input);
  const image::Samples color = read(folder_ / "garden.color.png");
  EXPECT_EQ(color.width, 200);
  EXPECT_EQ(color.height, 120);
  EXPECT_TRUE(has_color(color));
  EXPECT_LE(share_of_changed_lightness(gray, color), 0.001);
}

TEST_F(Colorize, StrengthZeroAddsNothing) {
  const ProgramRun result = colorize({photograph("a.png"), "--strength", "0"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_FALSE(has_color(read(folder_ / "a.color.png")));
}

TEST_F(Colorize, LookIsAppliedAndRecorded) {
  ASSERT_EQ(colorize({photograph("gray.png"), "--saturation", "0"}).exit_code, 0);
  EXPECT_FALSE(has_color(read(folder_ / "gray.color.png")));
  ASSERT_EQ(colorize({photograph("warm.png"), "--saturation", "0", "--temperature", "1"}).exit_code,
            0);
  EXPECT_TRUE(has_color(read(folder_ / "warm.color.png")));
  const auto info = image::inspect(image::Source::file(folder_ / "warm.color.png"));
  ASSERT_TRUE(info.provenance.has_value());
  EXPECT_EQ(info.provenance->settings["temperature"], 1);
}

TEST_F(Colorize, RecordsWhereTheColorsComeFrom) {
  ASSERT_EQ(colorize({photograph("a.jpg"), "--strength", "1.25"}).exit_code, 0);
  const auto info = image::inspect(image::Source::file(folder_ / "a.color.jpg"));
  ASSERT_TRUE(info.provenance.has_value());
  EXPECT_EQ(info.provenance->model, "unet");
  EXPECT_EQ(info.provenance->model_hash.size(), 64U);
  EXPECT_EQ(info.provenance->settings["strength"], 1.25);
  EXPECT_EQ(info.provenance->settings["size"], 64);
}

TEST_F(Colorize, StandardInputBecomesStandardOutput) {
  const std::string bytes = read_file(photograph("a.png"));
  const ProgramRun result = colorize({"-"}, {.standard_input = bytes});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(result.out.substr(1, 3), "PNG");
  ASSERT_EQ(colorize({folder_ / "a.png", "-o", folder_ / "b.png"}).exit_code, 0);
  EXPECT_EQ(result.out, read_file(folder_ / "b.png"));
}

TEST_F(Colorize, ExistingFilesAreLeftAloneUnlessForced) {
  const fs::path input = photograph("a.png");
  write_file(folder_ / "a.color.png", "precious");
  const ProgramRun refused = colorize({input});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.error.find("a.color.png' exists"), std::string::npos) << refused.error;
  EXPECT_EQ(read_file(folder_ / "a.color.png"), "precious");
  EXPECT_EQ(colorize({input, "--skip-existing"}).exit_code, 0);
  EXPECT_EQ(read_file(folder_ / "a.color.png"), "precious");
  EXPECT_EQ(colorize({input, "--force"}).exit_code, 0);
  EXPECT_NE(read_file(folder_ / "a.color.png"), "precious");
}

TEST_F(Colorize, LinkThatLeadsNowhereIsLeftAloneToo) {
  const fs::path input = photograph("a.png");
  fs::create_symlink("nowhere", folder_ / "a.color.png");
  const ProgramRun refused = colorize({input});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.error.find("a.color.png' exists"), std::string::npos) << refused.error;
  EXPECT_EQ(colorize({input, "--skip-existing"}).exit_code, 0);
  EXPECT_TRUE(fs::is_symlink(folder_ / "a.color.png"));
}

TEST_F(Colorize, PictureAndJsonDoNotShareStandardOutput) {
  const std::string bytes = read_file(photograph("a.png"));
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"-"}, {folder_ / "a.png", "-o", "-"}}) {
    std::vector<std::string> call = arguments;
    call.emplace_back("--json");
    const ProgramRun result = colorize(call, {.standard_input = bytes});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.error.find("--json"), std::string::npos) << result.error;
  }
  EXPECT_EQ(colorize({"-", "-o", folder_ / "b.png", "--json"}, {.standard_input = bytes}).exit_code,
            0);
}

TEST_F(Colorize, InputIsNotOverwrittenUnlessForced) {
  const fs::path input = photograph("a.png");
  const std::string before = read_file(input);
  EXPECT_EQ(colorize({input, "-o", input}).exit_code, 3);
  EXPECT_EQ(read_file(input), before);
  EXPECT_EQ(colorize({input, "-o", input, "--force"}).exit_code, 0);
  EXPECT_TRUE(has_color(read(input)));
}

TEST_F(Colorize, OneBadFileDoesNotStopTheRest) {
  photograph("a.png");
  write_file(folder_ / "b.jpg", "no picture");
  photograph("c.jpg");
  const ProgramRun result = colorize({folder_.path(), "-o", models_ / "out"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.error.find("b.jpg"), std::string::npos);
  EXPECT_NE(result.error.find("2 colorized, 0 skipped, 1 failed"), std::string::npos)
      << result.error;
  EXPECT_EQ(names_in(models_ / "out"), (std::vector<std::string>{"a.png", "c.jpg"}));
}

TEST_F(Colorize, JsonHasALineForEveryPicture) {
  photograph("a.png", 80, 48);
  write_file(folder_ / "b.jpg", "no picture");
  const ProgramRun result = colorize({folder_.path(), "--json", "--jobs", "1"});
  std::istringstream lines(result.out);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const Json done = Json::parse(line);
  EXPECT_EQ(done["status"], "done");
  EXPECT_EQ(done["width"], 80);
  EXPECT_EQ(done["output"], (folder_ / "a.color.png").string());
  ASSERT_TRUE(std::getline(lines, line));
  const Json failed = Json::parse(line);
  EXPECT_EQ(failed["status"], "failed");
  EXPECT_NE(failed["error"].get<std::string>().find("b.jpg"), std::string::npos);
  EXPECT_FALSE(std::getline(lines, line));
}

TEST_F(Colorize, AnyNumberOfJobsAndThreadsGivesTheSameBytes) {
  for (const char* name : {"a.png", "b.png", "c.png"}) photograph(name, 130, 70);
  ASSERT_EQ(
      colorize({folder_.path(), "-o", models_ / "1", "--jobs", "1", "--threads", "1"}).exit_code,
      0);
  ASSERT_EQ(
      colorize({folder_.path(), "-o", models_ / "3", "--jobs", "3", "--threads", "5"}).exit_code,
      0);
  for (const char* name : {"a.png", "b.png", "c.png"}) {
    EXPECT_EQ(read_file(models_ / "1" / name), read_file(models_ / "3" / name)) << name;
  }
}

TEST_F(Colorize, ResultsAreToldInTheOrderGiven) {
  photograph("a.png", 900, 700);
  for (const char* name : {"b.png", "c.png", "d.png", "e.png"}) photograph(name, 20, 20);
  const ProgramRun result = colorize({folder_.path(), "--json", "--jobs", "4"});
  std::istringstream lines(result.out);
  std::string told;
  for (std::string line; std::getline(lines, line);) {
    told += fs::path(Json::parse(line)["input"].get<std::string>()).stem();
  }
  EXPECT_EQ(told, "abcde") << result.error;
}

TEST_F(Colorize, FullSizeInTilesIsTheSameForAnyNumberOfThreads) {
  const fs::path input = photograph("a.png", 1300, 700);
  const std::vector<std::string> arguments = {input, "--size", "full", "--memory", "126M", "-o"};
  for (const char* threads : {"1", "3"}) {
    std::vector<std::string> call = arguments;
    call.insert(call.end(), {folder_ / (std::string(threads) + ".png"), "--threads", threads});
    const ProgramRun result = colorize(call);
    ASSERT_EQ(result.exit_code, 0) << result.error;
  }
  EXPECT_EQ(read_file(folder_ / "1.png"), read_file(folder_ / "3.png"));
  EXPECT_LE(share_of_changed_lightness(read(input), read(folder_ / "1.png")), 0.001);
  const auto info = image::inspect(image::Source::file(folder_ / "1.png"));
  ASSERT_TRUE(info.provenance.has_value());
  EXPECT_EQ(info.provenance->settings["size"], "full");
}

TEST_F(Colorize, FullSizeShowsNoSeams) {
  const fs::path input = photograph("a.png", 1300, 700);
  ASSERT_EQ(colorize({input, "--size", "full", "-o", folder_ / "whole.png"}).exit_code, 0);
  const ProgramRun tiled =
      colorize({input, "--size", "full", "--memory", "126M", "-o", folder_ / "tiled.png"});
  ASSERT_EQ(tiled.exit_code, 0) << tiled.error;
  const image::Samples whole = read(folder_ / "whole.png");
  const image::Samples tiles = read(folder_ / "tiled.png");
  int most = 0;
  for (std::size_t i = 0; i < whole.values.size(); ++i) {
    most = std::max(most, std::abs(int{whole.values[i]} - int{tiles.values[i]}));
  }
  EXPECT_LE(most, 1);
}

TEST_F(Colorize, FullSizeOfAPictureTooWideForTheMemoryFailsByName) {
  const ProgramRun result =
      colorize({photograph("wide.png", 8000, 200), "--size", "full", "--memory", "100M"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find("wide.png' is 8000x200: at full size"), std::string::npos)
      << result.error;
  EXPECT_EQ(names_in(folder_.path()), std::vector<std::string>{"wide.png"});
}

TEST_F(Colorize, MemoryThatDoesNotDoIsRefusedWithWhatWould) {
  const fs::path input = photograph("a.png");
  const ProgramRun refused = colorize({input, "--memory", "20M"});
  EXPECT_EQ(refused.exit_code, 3);
  const std::string said = refused.error.substr(0, refused.error.find(" for one picture"));
  EXPECT_NE(said.find("option 'memory' is 20 MiB"), std::string::npos) << refused.error;
  const std::string least = said.substr(said.rfind(' ') + 1);
  EXPECT_EQ(colorize({input, "--memory", least + "M"}).exit_code, 0) << least;
  EXPECT_EQ(colorize({input, "--memory", "much"}).exit_code, 3);
}

TEST_F(Colorize, FullSizeHasNoNoise) {
  const ProgramRun result = colorize({photograph("a.png"), "--size", "full", "--seed", "3"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find("exclude each other"), std::string::npos) << result.error;
}

TEST_F(Colorize, PictureInColorIsTurnedGrayFirst) {
  const fs::path gray = photograph("gray.png", 60, 40);
  ASSERT_EQ(colorize({gray, "-o", folder_ / "once.png"}).exit_code, 0);
  const ProgramRun result = colorize({folder_ / "once.png", "-o", folder_ / "twice.png"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const image::Samples once = read(folder_ / "once.png");
  const image::Samples twice = read(folder_ / "twice.png");
  double difference = 0;
  for (std::size_t i = 0; i < once.values.size(); ++i) {
    difference += std::abs(static_cast<double>(once.values[i]) - twice.values[i]);
  }
  // The same lightness but for rounding to 8 bits, hence nearly the same colours.
  EXPECT_LT(difference / static_cast<double>(once.values.size()), 1.5);
}

TEST_F(Colorize, KilledBatchIsFinishedBySkippingWhatExists) {
  fs::create_directory(folder_ / "in");
  for (int i = 0; i < 12; ++i) photograph("in/" + std::to_string(i) + ".png", 300, 200);
  const fs::path out = folder_ / "out";
  const std::vector<std::string> arguments = {"colorize", "--model", model_,   folder_ / "in",
                                              "-o",       out,       "--jobs", "2"};
  const auto some_done = [](const fs::path& watched) {
    return fs::is_directory(watched) && names_in(watched).size() >= 3;
  };
  run_and_kill(arguments, some_done, out);
  for (const std::string& name : names_in(out)) {
    if (name.starts_with('.')) continue;  // a temporary that the kill left behind
    EXPECT_EQ(read(out / name).width, 300) << name;
  }
  const ProgramRun rest = colorize({folder_ / "in", "-o", out, "--skip-existing"});
  EXPECT_EQ(rest.exit_code, 0) << rest.error;
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(read(out / (std::to_string(i) + ".png")).height, 200);
  }
}

}  // namespace
}  // namespace autochrome::cli::testing
