// Files that are not what they seem: each is an error with its name and a reason, at once or when
// pixels are read; none crashes, hangs or passes.
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "image/inspect.h"
#include "image/save.h"
#include "image/thumbnail.h"
#include "tests/image/drawn.h"
#include "tests/names_in.h"
#include "tests/unprivileged.h"

namespace autochrome::image {
namespace {

using testing::drawn;
using testing::message_of;
using testing::TemporaryFolder;

void put(const std::filesystem::path& path, std::string_view bytes) { write_file(path, bytes); }

/// What every way of reading says of the file; all must agree.
template <class Expected>
std::string refusal(const std::filesystem::path& path) {
  const Source source = Source::file(path);
  const std::string of_open = message_of<Expected>([&] { (void)open(source); });
  EXPECT_EQ(message_of<Expected>([&] { (void)inspect(source); }), of_open);
  EXPECT_EQ(message_of<Expected>([&] { (void)lightness(source, 100); }), of_open);
  EXPECT_EQ(message_of<Expected>([&] { (void)rgb_square(source, 16); }), of_open);
  return of_open;
}

/// Big-endian fields of a PNG chunk with a sound checksum.
std::string png_chunk(std::string_view type, std::string_view data) {
  const auto number = [](std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
    return bytes;
  };
  const std::string body = std::string(type) + std::string(data);
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : body) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1U ? crc >> 1U ^ 0xEDB88320U : crc >> 1U;
  }
  return number(static_cast<std::uint32_t>(data.size())) + body + number(~crc);
}

/// A PNG header that claims 100,000 by 100,000 pixels, 8-bit gray, and hardly anything behind it.
std::string lying_png() {
  const std::string side("\x00\x01\x86\xA0", 4);
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", side + side + std::string("\x08\0\0\0\0", 5)) +
         png_chunk("IDAT", "x") + png_chunk("IEND", "");
}

TEST(DamagedInput, MissingFile) {
  const TemporaryFolder folder;
  const std::string message = refusal<IoError>(folder / "gone.jpg");
  EXPECT_NE(message.find("gone.jpg': No such file"), std::string::npos) << message;
}

TEST(DamagedInput, Folder) {
  const TemporaryFolder folder;
  const std::string message = refusal<IoError>(folder.path());
  EXPECT_NE(message.find("not a regular file"), std::string::npos) << message;
}

TEST(DamagedInput, UnreadableFile) {
  const TemporaryFolder folder;
  ::chmod(folder.path().c_str(), 0755);
  const auto path = testing::saved(folder, "a.png", drawn(8, 8, 3));
  ::chmod(path.c_str(), 0);
  const autochrome::testing::Unprivileged nobody;
  EXPECT_NE(refusal<IoError>(path).find("Permission denied"), std::string::npos);
}

TEST(DamagedInput, EmptyFileAndEmptyBytes) {
  const TemporaryFolder folder;
  put(folder / "empty.jpg", "");
  EXPECT_NE(refusal<InputError>(folder / "empty.jpg").find("it is empty"), std::string::npos);
  const Source nothing = Source::bytes("", "standard input");
  EXPECT_EQ(message_of<InputError>([&] { (void)open(nothing); }),
            "cannot read 'standard input': it is empty");
}

// libvips forgets an error in its last piece of work when another thread is done first: about one
// in ten of these was taken for a black picture.
TEST(DamagedInput, TornPictureOfOneStripIsRefusedEveryTime) {
  const TemporaryFolder folder;
  const std::string whole = read_file(testing::saved(folder, "a.png", drawn(32, 32, 3)));
  const Source torn = Source::bytes(whole.substr(0, whole.size() / 2), "torn");
  for (int i = 0; i < 100; ++i) {
    const auto read = [&] { static_cast<void>(to_samples(open(torn))); };
    EXPECT_NE(message_of<InputError>(read).find("cannot read 'torn'"), std::string::npos) << i;
    const auto copy = [&] { save(open(torn), folder / "copy.png", {}); };
    EXPECT_NE(message_of<InputError>(copy).find("cannot read 'torn'"), std::string::npos) << i;
    EXPECT_FALSE(std::filesystem::exists(folder / "copy.png"));
  }
}

TEST(DamagedInput, PpmOfASizeThatNoPictureHas) {
  const TemporaryFolder folder;
  for (const char* size : {"2000000000 2000000000", "-5 10", "0 10", "10000001 1", "x y"}) {
    put(folder / "a.ppm", "P6 " + std::string(size) + "\n255\n" + std::string(300, 'x'));
    EXPECT_NE(refusal<InputError>(folder / "a.ppm").find("a size that no picture has"),
              std::string::npos)
        << size;
  }
}

TEST(DamagedInput, PpmWhoseSizeLibvipsDoesNotFind) {
  const TemporaryFolder folder;
  put(folder / "a.ppm", "P5 # by hand\n3 # wide\n2\n255\n123456");
  EXPECT_EQ(open(Source::file(folder / "a.ppm")).width(), 3);
  put(folder / "a.ppm", "P5 # by hand\n#\n 3\t# wide\n2 255\n123456");
  EXPECT_NE(refusal<InputError>(folder / "a.ppm").find("comments hide"), std::string::npos);
}

TEST(DamagedInput, TextUnderAPicturesName) {
  const TemporaryFolder folder;
  put(folder / "text.jpg", "To whom it may concern: this is not a photograph.\n");
  EXPECT_NE(refusal<InputError>(folder / "text.jpg").find("it is none of JPEG, PNG"),
            std::string::npos);
}

TEST(DamagedInput, OtherPictureKindsUnderAnothersName) {
  const TemporaryFolder folder;
  put(folder / "svg.png", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
  put(folder / "pdf.png", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n");
  for (const char* name : {"svg.png", "pdf.png"}) {
    EXPECT_NE(refusal<InputError>(folder / name).find("it is none of"), std::string::npos);
  }
}

TEST(DamagedInput, ContentDecidesNotTheName) {
  const TemporaryFolder folder;
  const Samples picture = drawn(20, 10, 3);
  std::filesystem::rename(testing::saved(folder, "a.png", picture), folder / "a.jpg");
  EXPECT_EQ(testing::read(folder / "a.jpg").values, picture.values);
}

TEST(DamagedInput, NameWithBracketsIsNoOption) {
  const TemporaryFolder folder;
  const Samples picture = drawn(20, 10, 3);
  EXPECT_EQ(testing::read(testing::saved(folder, "a[page=7].png", picture)).values, picture.values);
}

TEST(DamagedInput, LyingPngHeaderIsRefusedBeforeDecoding) {
  const TemporaryFolder folder;
  put(folder / "lie.png", lying_png());
  EXPECT_EQ(refusal<InputError>(folder / "lie.png"),
            "'" + (folder / "lie.png").string() +
                "' is 100000x100000, 10000.0 megapixels; at most 1000 are accepted");
}

TEST(DamagedInput, PixelLimitCanBeSet) {
  const TemporaryFolder folder;
  const Source source = Source::file(testing::saved(folder, "a.png", drawn(20, 10, 3)));
  EXPECT_NO_THROW((void)open(source, {.max_pixels = 200}));
  EXPECT_THROW((void)open(source, {.max_pixels = 199}), InputError);
}

/// Cut anywhere, a file is refused when opened or when its pixels are read; writing from it leaves
/// nothing behind.
TEST(DamagedInput, TruncatedFilesOfEveryFormat) {
  for (const FormatTraits& format : all_formats()) {
    const TemporaryFolder folder;
    const std::string name = "whole" + std::string(format.suffixes.front());
    Samples noisy = drawn(96, 80, 3);
    for (std::size_t i = 0; i < noisy.values.size(); ++i) {
      noisy.values[i] = static_cast<std::uint16_t>((noisy.values[i] + i * i * 31 % 61) % 256);
    }
    const std::string bytes = read_file(testing::saved(folder, name, noisy));
    std::filesystem::remove(folder / name);
    for (const double share : {0.02, 0.3, 0.6, 0.95}) {
      const auto cut = static_cast<std::size_t>(share * static_cast<double>(bytes.size()));
      put(folder / ("cut" + name), std::string_view(bytes).substr(0, cut));
      const Source source = Source::file(folder / ("cut" + name));
      const auto convert = [&] { save(open(source), folder / "out.png"); };
      const std::string message = message_of<InputError>(convert);
      EXPECT_NE(message.find("cut" + name), std::string::npos) << share << message;
      EXPECT_EQ(message.find('\n'), std::string::npos);
      const std::string of_lightness =
          message_of<InputError>([&] { (void)lightness(source, 100); });
      EXPECT_NE(of_lightness.find("cut" + name), std::string::npos) << share << of_lightness;
      EXPECT_EQ(testing::names_in(folder.path()), std::vector<std::string>{"cut" + name});
    }
  }
}

/// Every 7th byte of a small file spoiled in turn: errors are fine, so are pictures that look
/// wrong; nothing else is.
TEST(DamagedInput, SpoiledBytesNeverCrash) {
  for (const FormatTraits& format : all_formats()) {
    const std::string bytes = encode(from_samples(drawn(24, 16, 3)), format.format).bytes;
    for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 400); at += 7) {
      std::string spoiled = bytes;
      spoiled[at] = static_cast<char>(spoiled[at] ^ 0x55);
      const Source source = Source::bytes(spoiled, "spoiled");
      try {
        (void)to_samples(open(source, {.max_pixels = 1'000'000}));
        (void)lightness(source, 8, {.max_pixels = 1'000'000});
      } catch (const InputError&) {
      }
    }
  }
}

}  // namespace
}  // namespace autochrome::image
