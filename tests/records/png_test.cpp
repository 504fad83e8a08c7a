#include "records/png.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/temporary_folder.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#include <stb/stb_image.h>

namespace autochrome::records {
namespace {

std::vector<std::uint8_t> gradient(int width, int height) {
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int sample : {x * 7, y * 11, x * y}) {
        rgb.push_back(static_cast<std::uint8_t>(sample % 256));
      }
    }
  }
  return rgb;
}

std::vector<std::uint8_t> decoded(const Png& png) {
  int width = 0;
  int height = 0;
  int channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(png.bytes.data()),
                            static_cast<int>(png.bytes.size()), &width, &height, &channels, 0),
      stbi_image_free);
  if (pixels == nullptr || width != png.width_px || height != png.height_px) return {};
  return {pixels.get(), pixels.get() + width * height * channels};
}

TEST(Png, DecodesToThePixelsEncoded) {
  const std::vector<std::uint8_t> rgb = gradient(37, 23);
  EXPECT_EQ(decoded(encode_png(37, 23, rgb)), rgb);
  const std::vector<std::uint8_t> pixel = {1, 2, 255};
  EXPECT_EQ(decoded(encode_png(1, 1, pixel)), pixel);
}

TEST(Png, IsTheSameEveryTime) {
  const std::vector<std::uint8_t> rgb = gradient(64, 8);
  EXPECT_EQ(encode_png(64, 8, rgb).bytes, encode_png(64, 8, rgb).bytes);
}

TEST(Png, WantsAsManyBytesAsThePictureHas) {
  const std::vector<std::uint8_t> rgb(3 * 4 * 5);
  EXPECT_THROW(static_cast<void>(encode_png(4, 6, rgb)), ShapeError);
  EXPECT_THROW(static_cast<void>(encode_png(0, 0, {})), ShapeError);
  EXPECT_THROW(static_cast<void>(encode_png(-4, -5, rgb)), ShapeError);
}

TEST(Png, SizeIsReadFromTheFile) {
  const testing::TemporaryFolder folder;
  write_file(folder / "a.png", encode_png(300, 2, gradient(300, 2)).bytes);
  const Png png = load_png(folder / "a.png");
  EXPECT_EQ(png.width_px, 300);
  EXPECT_EQ(png.height_px, 2);
  EXPECT_EQ(decoded(png), gradient(300, 2));
}

TEST(Png, RefusesWhatIsNone) {
  const testing::TemporaryFolder folder;
  const std::string whole = encode_png(2, 2, gradient(2, 2)).bytes;
  std::string negative = whole;
  negative[16] = '\xff';
  for (const std::string& bytes :
       {std::string("GIF89a"), std::string(), whole.substr(0, 20), negative}) {
    write_file(folder / "b.png", bytes);
    EXPECT_THROW(static_cast<void>(load_png(folder / "b.png")), InputError);
  }
  EXPECT_THROW(static_cast<void>(load_png(folder / "missing.png")), IoError);
}

}  // namespace
}  // namespace autochrome::records
