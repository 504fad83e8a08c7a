#include "dataset/prepared.h"

#include <fstream>
#include <functional>
#include <map>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"

namespace autochrome::dataset {
namespace {

/// The ingredients of a sound file with two pictures of 2x2, for tests to spoil.
struct Forgery {
  struct Item {
    Dtype dtype;
    std::vector<std::int64_t> dims;
    std::string bytes;
  };

  std::map<std::string, std::string> metadata = {{"kind", "autochrome dataset"},
                                                 {"version", "1"},
                                                 {"size", "2"},
                                                 {"seed", "1"},
                                                 {"split", "60/20/20"},
                                                 {"classes", R"(["rose"])"},
                                                 {"source", "garden"},
                                                 {"skipped", "0"}};
  std::map<std::string, Item> tensors = {
      {"pictures", {Dtype::U8, {2, 2, 2, 3}, std::string(24, 'p')}},
      {"labels", {Dtype::I32, {2}, std::string("\0\0\0\0\xff\xff\xff\xff", 8)}},
      {"splits", {Dtype::U8, {2}, std::string("\0\1", 2)}},
      {"names", {Dtype::U8, {11}, "a.jpg\nb.jpg"}}};

  void write(const std::filesystem::path& path) const {
    SafetensorsWriter writer(path, 2048);
    for (const auto& [name, item] : tensors) {
      writer.append(std::as_bytes(std::span(item.bytes)));
      writer.end_tensor(name, item.dtype, item.dims);
    }
    writer.finish(metadata);
  }
};

/// Without the flush to disk that base/file.h would wait for at each of thousands of variants.
void overwrite(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// What opening says, which must be an InputError with the file's name.
std::string refusal(const std::filesystem::path& path) {
  std::string text = testing::message_of<InputError>([&] { return Prepared(path); });
  EXPECT_NE(text.find(path.filename().string()), std::string::npos);
  return text;
}

TEST(Prepared, AcceptsTheSoundForgery) {
  const testing::TemporaryFolder folder;
  Forgery().write(folder / "sound.data");
  const Prepared prepared(folder / "sound.data");
  EXPECT_EQ(prepared.count(), 2U);
  EXPECT_EQ(prepared.label(0), 0);
  EXPECT_EQ(prepared.label(1), -1);
  EXPECT_EQ(prepared.split(1), Split::Validation);
  EXPECT_EQ(prepared.name(1), "b.jpg");
}

struct Spoiling {
  const char* name;
  const char* said;  ///< a part of the refusal
  std::function<void(Forgery&)> spoil;
};

class SpoiledFiles : public ::testing::TestWithParam<Spoiling> {};

TEST_P(SpoiledFiles, AreRefusedByName) {
  const testing::TemporaryFolder folder;
  Forgery forgery;
  GetParam().spoil(forgery);
  forgery.write(folder / "spoiled.data");
  const std::string said = refusal(folder / "spoiled.data");
  EXPECT_NE(said.find(GetParam().said), std::string::npos) << said;
}

Spoiling metadata(const char* name, const char* key, const char* value, const char* said) {
  return {name, said, [=](Forgery& forgery) { forgery.metadata[key] = value; }};
}

INSTANTIATE_TEST_SUITE_P(
    Metadata,
    SpoiledFiles,
    ::testing::Values(
        metadata("Kind", "kind", "autochrome model", "kind is 'autochrome model'"),
        metadata("Version", "version", "2", "version is '2'; wanted '1'"),
        metadata("SizeOfNothing", "size", "0", "size is '0'; wanted 1 to 4096"),
        metadata("SizeNegative", "size", "-2", "size is '-2'"),
        metadata("SizeHuge", "size", "99999999999999999999", "size is '99999999999999999999'"),
        metadata("SizeWithTail", "size", "2px", "size is '2px'"),
        metadata("SizeLying", "size", "3", "wanted U8 [2, 3, 3, 3]"),
        metadata("Seed", "seed", "one", "seed is 'one'"),
        metadata("Split", "split", "50/50", "split is '50/50'"),
        metadata("ClassesBroken", "classes", "[\"rose\"", "not a JSON array"),
        metadata("ClassesText", "classes", "\"rose\"", "not a JSON array"),
        metadata("ClassesNumbers", "classes", "[1]", "not a JSON array"),
        metadata("ClassesTooFew", "classes", "[]", "label 0 among 0 classes"),
        metadata("Skipped", "skipped", "", "skipped is ''"),
        Spoiling{"NoKind", "no 'kind'", [](Forgery& f) { f.metadata.erase("kind"); }},
        Spoiling{"NoSource", "no 'source'", [](Forgery& f) { f.metadata.erase("source"); }}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Tensors,
    SpoiledFiles,
    ::testing::Values(
        Spoiling{"NoPictures", "holds no 'pictures'",
                 [](Forgery& f) { f.tensors.erase("pictures"); }},
        Spoiling{"NoLabels", "holds no 'labels'", [](Forgery& f) { f.tensors.erase("labels"); }},
        Spoiling{"NoSplits", "holds no 'splits'", [](Forgery& f) { f.tensors.erase("splits"); }},
        Spoiling{"NoNames", "holds no 'names'", [](Forgery& f) { f.tensors.erase("names"); }},
        Spoiling{"PicturesGray", "wanted U8 [2, 2, 2, 3]",
                 [](Forgery& f) {
                   f.tensors["pictures"] = {Dtype::U8, {2, 2, 6}, std::string(24, 'p')};
                 }},
        Spoiling{"PicturesFlat", "wanted U8 [24, 2, 2, 3]",
                 [](Forgery& f) { f.tensors["pictures"].dims = {24}; }},
        Spoiling{"PicturesFloat", "are F32",
                 [](Forgery& f) {
                   f.tensors["pictures"] = {Dtype::F32, {2, 2, 2, 3}, std::string(96, 'p')};
                 }},
        Spoiling{"PicturesEmpty", "holds no pictures",
                 [](Forgery& f) {
                   f.tensors["pictures"] = {Dtype::U8, {0, 2, 2, 3}, ""};
                 }},
        Spoiling{"PicturesScalar", "wanted U8 [0, 2, 2, 3]",
                 [](Forgery& f) {
                   f.tensors["pictures"] = {Dtype::U8, {}, "p"};
                 }},
        Spoiling{"PicturesUncountable", "claims 1152921504606846976 pictures",
                 [](Forgery& f) {
                   f.tensors["pictures"] = {Dtype::U8, {std::int64_t{1} << 60, 0, 2, 3}, ""};
                 }},
        Spoiling{"LabelsTooMany", "'labels' are I32 [3]; wanted I32 [2]",
                 [](Forgery& f) {
                   f.tensors["labels"] = {Dtype::I32, {3}, std::string(12, '\0')};
                 }},
        Spoiling{"LabelsBytes", "'labels' are U8",
                 [](Forgery& f) {
                   f.tensors["labels"] = {Dtype::U8, {2}, std::string(2, '\0')};
                 }},
        Spoiling{"LabelTooLarge", "label 1 among 1 classes",
                 [](Forgery& f) { f.tensors["labels"].bytes[0] = 1; }},
        Spoiling{"LabelTooSmall", "label -2",
                 [](Forgery& f) { f.tensors["labels"].bytes[4] = '\xfe'; }},
        Spoiling{"SplitUnknown", "split 3", [](Forgery& f) { f.tensors["splits"].bytes[1] = 3; }},
        Spoiling{"SplitsTooFew", "'splits' are U8 [1]",
                 [](Forgery& f) {
                   f.tensors["splits"] = {Dtype::U8, {1}, std::string(1, '\0')};
                 }},
        Spoiling{"NamesTooFew", "2 pictures, but 1 names",
                 [](Forgery& f) { f.tensors["names"].bytes[5] = '_'; }},
        Spoiling{"NamesTooMany", "2 pictures, but 3 names",
                 [](Forgery& f) { f.tensors["names"].bytes[0] = '\n'; }},
        Spoiling{"NameAbsolute", "'/.jpg' is not named by a path inside",
                 [](Forgery& f) { f.tensors["names"].bytes[0] = '/'; }},
        Spoiling{"NameLeadingOut", "'../ab' is not named by a path inside",
                 [](Forgery& f) { f.tensors["names"].bytes.replace(0, 5, "../ab"); }},
        Spoiling{"NameLeadingOutLater", "'a/..' is not named by a path inside",
                 [](Forgery& f) {
                   f.tensors["names"] = {Dtype::U8, {10}, "a/..\nb.jpg"};
                 }},
        Spoiling{"NamesNumbers", "'names' are I32",
                 [](Forgery& f) {
                   f.tensors["names"] = {Dtype::I32, {1}, std::string(4, 'n')};
                 }}),
    [](const auto& test) { return test.param.name; });

TEST(Prepared, RefusesAFileCutShortAnywhere) {
  const testing::TemporaryFolder folder;
  Forgery().write(folder / "whole.data");
  const std::string whole = read_file(folder / "whole.data");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    overwrite(folder / "cut.data", std::string_view(whole).substr(0, length));
    EXPECT_NE(refusal(folder / "cut.data"), "") << length;
  }
}

TEST(Prepared, SurvivesEveryFlippedHeaderByte) {
  const testing::TemporaryFolder folder;
  Forgery().write(folder / "whole.data");
  const std::string whole = read_file(folder / "whole.data");
  for (std::size_t i = 0; i < whole.find("    "); ++i) {
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x11);
    overwrite(folder / "flipped.data", flipped);
    try {
      const Prepared prepared(folder / "flipped.data");
      EXPECT_EQ(prepared.count(), 2U);  // a changed name or seed is not seen
    } catch (const InputError&) {
    }
  }
}

TEST(Prepared, SaysWhatCannotBeRead) {
  const testing::TemporaryFolder folder;
  EXPECT_THROW(Prepared(folder / "missing.data"), IoError);
  EXPECT_THROW(Prepared(folder.path()), IoError);
  write_file(folder / "text.data", "This is no dataset, whatever its name.");
  EXPECT_NE(refusal(folder / "text.data"), "");
}

}  // namespace
}  // namespace autochrome::dataset
