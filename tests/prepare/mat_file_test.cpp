#include "prepare/mat_file.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/prepare/drawn_picture.h"
#include "tests/prepare/mat_bytes.h"
#include "tests/temporary_folder.h"

namespace autochrome::prepare {
namespace {

using Values = std::vector<double>;

class MatFiles : public ::testing::Test {
 protected:
  /// The numbers of array "labels" in a file of these bytes.
  Values labels(const std::string& bytes) {
    put(path_, bytes);
    return MatFile(path_).numbers("labels");
  }

  /// Why there are none; an InputError with the path.
  std::string refusal(const std::string& bytes) {
    try {
      return "it gave " + std::to_string(labels(bytes).size()) + " numbers";
    } catch (const InputError& error) {
      const std::string text = error.what();
      EXPECT_NE(text.find(path_.string()), std::string::npos) << text;
      return text;
    }
  }

  void expect_refusal(const std::string& bytes, const std::string& said) {
    const std::string text = refusal(bytes);
    EXPECT_NE(text.find(said), std::string::npos) << text;
  }

  const testing::TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_ / "labels.mat";
};

TEST_F(MatFiles, GiveTheirNumbersPlainAndCompressed) {
  const std::string row = mat::row("labels", {77, 1, 102});
  EXPECT_EQ(labels(mat::header() + row), (Values{77, 1, 102}));
  EXPECT_EQ(labels(mat::header() + mat::compressed(row)), (Values{77, 1, 102}));
}

TEST_F(MatFiles, HoldSeveralArrays) {
  put(path_, mat::header() + mat::compressed(mat::row("tstid", {3})) + mat::row("trnid", {1}) +
                 mat::compressed(mat::row("valid", {2})));
  const MatFile file(path_);
  EXPECT_EQ(file.numbers("trnid"), Values{1});
  EXPECT_EQ(file.numbers("valid"), Values{2});
  EXPECT_EQ(file.numbers("tstid"), Values{3});
}

template <class T>
std::string of_type(std::uint32_t type, const std::vector<T>& values) {
  return mat::header() + mat::matrix({.dims = {static_cast<std::int32_t>(values.size()), 1},
                                      .numbers = mat::element(type, mat::raw(values))});
}

TEST_F(MatFiles, StoreNumbersInAnyType) {
  EXPECT_EQ(labels(of_type<std::int8_t>(1, {-1, 2})), (Values{-1, 2}));
  EXPECT_EQ(labels(of_type<std::uint8_t>(2, {255, 2})), (Values{255, 2}));
  EXPECT_EQ(labels(of_type<std::int16_t>(3, {-300})), Values{-300});
  EXPECT_EQ(labels(of_type<std::uint16_t>(4, {65535})), Values{65535});
  EXPECT_EQ(labels(of_type<std::int32_t>(5, {-70000})), Values{-70000});
  EXPECT_EQ(labels(of_type<std::uint32_t>(6, {4000000000U})), Values{4e9});
  EXPECT_EQ(labels(of_type<float>(7, {0.5F})), Values{0.5});
  EXPECT_EQ(labels(of_type<double>(9, {0.1})), Values{0.1});
  EXPECT_EQ(labels(of_type<std::int64_t>(12, {-5})), Values{-5});
  EXPECT_EQ(labels(of_type<std::uint64_t>(13, {5})), Values{5});
}

TEST_F(MatFiles, MayPackAFewBytesIntoTheTag) {
  EXPECT_EQ(
      labels(mat::header() +
             mat::matrix({.kind = 9, .dims = {1, 3}, .numbers = mat::packed(2, "\x05\x06\x07")})),
      (Values{5, 6, 7}));
}

TEST_F(MatFiles, AreRefusedWhenCutShortAnywhere) {
  const std::string row = mat::row("labels", {77, 1, 102, 5, 6, 7, 8});
  for (const std::string& whole : {mat::header() + row, mat::header() + mat::compressed(row)}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      expect_refusal(whole.substr(0, length), length == 128 ? "holds no array 'labels'" : "sound");
    }
  }
}

TEST_F(MatFiles, SurviveEveryFlippedByte) {
  const std::string row = mat::row("labels", {77, 1, 102, 5, 6, 7, 8});
  for (const std::string& whole : {mat::header() + row, mat::header() + mat::compressed(row)}) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const int flip : {0x01, 0x80, 0xff}) {
        std::string flipped = whole;
        flipped[i] = static_cast<char>(flipped[i] ^ flip);
        const std::string text = refusal(flipped);
        // Flips in the header's text, the padding or the numbers themselves change no count.
        EXPECT_TRUE(text == "it gave 7 numbers" || text.starts_with("'")) << text;
      }
    }
  }
}

TEST_F(MatFiles, AreToldFromOtherFiles) {
  expect_refusal("", "does not begin as one");
  expect_refusal(std::string(4000, ' '), "does not begin as one");
  expect_refusal("MATLAB 7.3 MAT-file, Platform" + std::string(500, ' '), "does not begin as one");
  expect_refusal(mat::header("MI"), "big-endian");
  expect_refusal(mat::header("??"), "version");
  EXPECT_THROW(MatFile(folder_ / "missing.mat"), IoError);
  EXPECT_THROW(MatFile(folder_.path()), IoError);
}

TEST_F(MatFiles, SayWhatAnArrayIsInsteadOfNumbers) {
  const auto with_kind = [](std::uint32_t kind, std::uint32_t flags) {
    return mat::header() + mat::matrix({.kind = kind,
                                        .flags = flags,
                                        .dims = {1, 1},
                                        .numbers = mat::element(9, mat::raw<double>({1}))});
  };
  expect_refusal(with_kind(1, 0), "array 'labels' is a cell array; wanted real numbers");
  expect_refusal(with_kind(2, 0), "is a struct array");
  expect_refusal(with_kind(4, 0), "is a char array");
  expect_refusal(with_kind(5, 0), "is a sparse array");
  expect_refusal(with_kind(17, 0), "unknown class 17");
  expect_refusal(with_kind(6, 0x0800), "is complex");
  expect_refusal(mat::header() + mat::row("label", {1}), "holds no array 'labels'");
}

TEST_F(MatFiles, AreNotBelievedAboutSizes) {
  const auto with_dims = [](const std::vector<std::int32_t>& dims) {
    return mat::header() +
           mat::matrix({.dims = dims, .numbers = mat::element(9, mat::raw<double>({1, 2}))});
  };
  expect_refusal(with_dims({1, 3}), "an array of 1x3 holds 2 numbers");
  expect_refusal(with_dims({-1, -2}), "cannot be -1x-2");
  expect_refusal(with_dims({2147483647, 2147483647, 2147483647}), "cannot be");
  expect_refusal(with_dims({2}), "dimensions take 4 bytes");
  expect_refusal(with_dims(std::vector<std::int32_t>(33, 1)), "dimensions take 132 bytes");
  expect_refusal(mat::header() + mat::raw<std::uint32_t>({14, 0xffffffffU}), "cut short");
  expect_refusal(mat::header() + mat::raw<std::uint32_t>({14 | (5U << 16), 0}), "claims 5 bytes");
  expect_refusal(mat::header() + mat::matrix({.dims = {1, 1}, .numbers = mat::element(9, "1234")}),
                 "do not fill their bytes");
  expect_refusal(mat::header() + mat::matrix({.dims = {1, 1}, .numbers = mat::element(16, "a")}),
                 "numbers are of type 16");
  expect_refusal(mat::header() + mat::matrix({.dims = {1, 1}}), "cut short");
  expect_refusal(mat::header() + mat::element(14, ""), "cut short");
}

TEST_F(MatFiles, AreRefusedWhenTheyGrowTooLarge) {
  const std::string huge = mat::matrix(
      {.kind = 9, .dims = {1, 32 << 20}, .numbers = mat::element(2, std::string(32 << 20, '\0'))});
  expect_refusal(mat::header() + mat::compressed(huge), "holds more than");
  const std::string half = mat::matrix(
      {.kind = 9, .dims = {1, 9 << 20}, .numbers = mat::element(2, std::string(9 << 20, '\0'))});
  expect_refusal(mat::header() + mat::compressed(half) + mat::compressed(half), "holds more than");
  expect_refusal(mat::header() + huge, "at most 16777216 are accepted");
}

TEST_F(MatFiles, DoNotNestOrRepeatInsideACompressedElement) {
  const std::string row = mat::row("labels", {1});
  expect_refusal(mat::header() + mat::compressed(row + row), "holds more than one");
  expect_refusal(mat::header() + mat::compressed(mat::compressed(row)), "holds no array");
}

TEST_F(MatFiles, GiveWholeNumbersWithinBounds) {
  put(path_, of_type<double>(9, {1, 102}));
  EXPECT_EQ(MatFile(path_).integers("labels", 1, 102), (std::vector<int>{1, 102}));
  EXPECT_THROW(static_cast<void>(MatFile(path_).integers("labels", 2, 102)), InputError);
  EXPECT_THROW(static_cast<void>(MatFile(path_).integers("labels", 1, 101)), InputError);
  for (const double odd : {1.5, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
    put(path_, of_type<double>(9, {odd}));
    EXPECT_THROW(static_cast<void>(MatFile(path_).integers("labels", 1, 102)), InputError);
  }
}

}  // namespace
}  // namespace autochrome::prepare
