// What goes wrong in the world: every case gets its exit code, a message with the path, and leaves
// nothing behind.
#include <cstring>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "image/samples.h"
#include "image/save.h"
#include "tests/cli/program.h"
#include "tests/temporary_folder.h"

namespace autochrome::cli::testing {
namespace {

namespace fs = std::filesystem;

class BadInput : public ::testing::Test {
 protected:
  [[nodiscard]] ProgramRun colorize(const fs::path& input,
                                    const Surroundings& surroundings = {}) const {
    return run({"colorize", "--model", model_, input, "-o", out_ / "out.png"}, surroundings);
  }

  /// Refused with this code and a message that has both the path and `reason`; nothing written.
  void expect_refused(const fs::path& input, const std::string& reason, int code = 3) const {
    const ProgramRun result = colorize(input);
    EXPECT_EQ(result.exit_code, code) << result.error;
    EXPECT_NE(result.error.find(input.filename().string()), std::string::npos) << result.error;
    EXPECT_NE(result.error.find(reason), std::string::npos) << result.error;
    EXPECT_EQ(names_in(out_.path()), std::vector<std::string>{});
  }

  fs::path file(const std::string& name, const std::string& bytes) const {
    write_file(folder_ / name, bytes);
    return folder_ / name;
  }

  [[nodiscard]] std::string photograph_bytes(const std::string& suffix) const {
    write_photograph(folder_ / ("whole" + suffix), 300, 200);
    return read_file(folder_ / ("whole" + suffix));
  }

  const autochrome::testing::TemporaryFolder folder_;
  const autochrome::testing::TemporaryFolder out_;
  const autochrome::testing::TemporaryFolder models_;
  const fs::path model_ = write_model(models_.path());
};

TEST_F(BadInput, MissingFile) { expect_refused(folder_ / "none.jpg", "No such file"); }

TEST_F(BadInput, EmptyFile) { expect_refused(file("empty.jpg", ""), "empty"); }

TEST_F(BadInput, TextNamedLikeAPicture) {
  expect_refused(file("letter.jpg", "Dear grandmother, this is no photograph."), "");
}

TEST_F(BadInput, FolderWithoutPictures) {
  fs::create_directory(folder_ / "nothing");
  expect_refused(folder_ / "nothing", "no pictures");
}

TEST_F(BadInput, UnreadableFile) {
  const fs::path path = file("secret.png", photograph_bytes(".png"));
  ::chmod(path.c_str(), 0);
  if (::geteuid() != 0) {
    expect_refused(path, "Permission denied");
  } else {
    EXPECT_EQ(colorize(path).exit_code, 0) << "root reads everything";
  }
}

TEST_F(BadInput, LinkToItself) {
  fs::create_symlink("loop.png", folder_ / "loop.png");
  expect_refused(folder_ / "loop.png", "Too many levels of symbolic links");
}

TEST_F(BadInput, LinkToItselfDoesNotStopAFolder) {
  write_photograph(folder_ / "a.png", 20, 20);
  fs::create_symlink("loop.png", folder_ / "loop.png");
  EXPECT_EQ(run({"colorize", "--model", model_, folder_.path(), "-o", out_.path()}).exit_code, 0);
  EXPECT_EQ(names_in(out_.path()), std::vector<std::string>{"a.png"});
}

TEST_F(BadInput, NameThatIsTooLongDoesNotStopTheOthers) {
  write_photograph(folder_ / "a.png", 20, 20);
  const std::string name = std::string(300, 'n') + ".png";
  const ProgramRun result =
      run({"colorize", "--model", model_, folder_ / name, folder_ / "a.png", "-o", out_.path()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.error.find("File name too long"), std::string::npos) << result.error;
  EXPECT_EQ(names_in(out_.path()), std::vector<std::string>{"a.png"});
}

TEST_F(BadInput, OutputBehindALinkToItself) {
  write_photograph(folder_ / "a.png", 20, 20);
  fs::create_symlink("loop", folder_ / "loop");
  const ProgramRun result =
      run({"colorize", "--model", model_, folder_ / "a.png", "-o", folder_ / "loop" / "b.png"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find("cannot use '"), std::string::npos) << result.error;
}

TEST_F(BadInput, SeveralPicturesForOneName) {
  write_photograph(folder_ / "a.png", 20, 20);
  write_photograph(folder_ / "b.png", 20, 20);
  const ProgramRun result = run({"colorize", "--model", model_, folder_ / "a.png",
                                 folder_ / "b.png", "-o", out_ / "both.png"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find("cannot become the one file"), std::string::npos) << result.error;
  EXPECT_EQ(names_in(out_.path()), std::vector<std::string>{});
}

TEST_F(BadInput, TruncatedPictures) {
  for (const char* suffix : {".jpg", ".png", ".tif", ".webp"}) {
    const std::string bytes = photograph_bytes(suffix);
    for (const std::size_t part : {std::size_t{20}, bytes.size() / 2, bytes.size() * 9 / 10}) {
      expect_refused(file("cut" + std::string(suffix), bytes.substr(0, part)), "");
    }
  }
}

TEST_F(BadInput, PngThatClaimsTenGigapixels) {
  // Signature and IHDR of 100,000 × 100,000 gray pixels; the checksum is zlib's crc32 of them.
  std::string bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\0\0\0\0", 29);
  bytes += std::string("\x8d\x39\x54\x14", 4) + std::string(100, '\0');
  const ProgramRun result = colorize(file("huge.png", bytes));
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find("huge.png"), std::string::npos) << result.error;
}

TEST_F(BadInput, TinyAndThinPicturesAreColorized) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 5000}, {5000, 1}, {3, 2}}) {
    const fs::path path = folder_ / "thin.png";
    image::save(image::from_samples({.width = width,
                                     .height = height,
                                     .bands = 1,
                                     .values = std::vector<std::uint16_t>(
                                         static_cast<std::size_t>(width * height), 130)}),
                path);
    const ProgramRun result = run({"colorize", "--model", model_, path, "--force"});
    EXPECT_EQ(result.exit_code, 0) << width << "x" << height << ": " << result.error;
  }
}

TEST_F(BadInput, FullDisk) {
  const fs::path path = file("a.png", photograph_bytes(".png"));
  const ProgramRun result = colorize(path, {.file_size_limit = 4096});
  EXPECT_EQ(result.exit_code, 3) << result.error;
  EXPECT_NE(result.error.find("out.png"), std::string::npos) << result.error;
  EXPECT_EQ(names_in(out_.path()), std::vector<std::string>{});
}

TEST_F(BadInput, UnknownFormatOfTheResult) {
  const fs::path path = file("a.png", photograph_bytes(".png"));
  const ProgramRun result = run({"colorize", "--model", model_, path, "-o", out_ / "out.xyz"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.error.find(".jpg"), std::string::npos) << result.error;
}

TEST_F(BadInput, DamagedModels) {
  const fs::path picture = file("a.png", photograph_bytes(".png"));
  const std::string whole = read_file(model_);
  const auto refused = [&](const std::string& bytes) {
    const fs::path model = file("bad.safetensors", bytes);
    const ProgramRun result = run({"colorize", "--model", model, picture, "-o", out_ / "out.png"});
    EXPECT_EQ(result.exit_code, 4) << result.error;
    EXPECT_NE(result.error.find("bad.safetensors"), std::string::npos) << result.error;
  };
  refused("");
  refused("text");
  refused(whole.substr(0, whole.size() - 1));
  std::string nan = whole;
  const std::uint16_t half_nan = 0x7e00;
  std::memcpy(&nan[nan.size() - 2], &half_nan, 2);
  refused(nan);
  EXPECT_EQ(run({"colorize", "--model", "no-such-model", picture}).exit_code, 4);
}

TEST_F(BadInput, ModelThatDoesNotColorize) {
  const std::string input = file("a.png", photograph_bytes(".png"));
  const ProgramRun result =
      run({"colorize", "--model", "flower-classifier", input, "-o", out_ / "out.png"});
  EXPECT_EQ(result.exit_code, 4) << result.error;
  EXPECT_NE(result.error.find("does not colorize"), std::string::npos) << result.error;
  EXPECT_EQ(names_in(out_.path()), std::vector<std::string>{});
}

TEST_F(BadInput, SeedForAModelWithoutNoise) {
  const std::string input = file("a.png", photograph_bytes(".png"));
  const ProgramRun result =
      run({"colorize", "--model", model_, "--seed", "7", input, "-o", out_ / "out.png"});
  EXPECT_NE(result.exit_code, 0);
  EXPECT_NE(result.error.find("has no noise"), std::string::npos) << result.error;
  EXPECT_EQ(names_in(out_.path()), std::vector<std::string>{});
}

TEST_F(BadInput, OptionsOutOfRange) {
  const fs::path path = file("a.png", photograph_bytes(".png"));
  for (const std::vector<std::string>& options : {std::vector<std::string>{"--strength", "2"},
                                                  {"--strength", "nan"},
                                                  {"--size", "-3"},
                                                  {"--quality", "0"},
                                                  {"--max-pixels", "0"},
                                                  {"--max-pixels", "-5"},
                                                  {"--force", "--skip-existing"}}) {
    std::vector<std::string> arguments = {"colorize", "--model", model_, path};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProgramRun result = run(arguments);
    EXPECT_EQ(result.exit_code, 3) << options[0] << ": " << result.error;
  }
}

}  // namespace
}  // namespace autochrome::cli::testing
