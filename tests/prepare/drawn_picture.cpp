#include "tests/prepare/drawn_picture.h"

#include <fstream>
#include <memory>

#include <gtest/gtest.h>

#include "image/library.h"
#include "image/samples.h"
#include "image/save.h"

namespace autochrome::prepare {
namespace {

/// libvips for as long as the tests run.
class ImageLibrary : public ::testing::Environment {
 public:
  void SetUp() override { library_ = std::make_unique<image::Library>(); }

  void TearDown() override { library_.reset(); }

 private:
  std::unique_ptr<image::Library> library_;
};

[[maybe_unused]] const auto* const kLibrary =
    ::testing::AddGlobalTestEnvironment(std::make_unique<ImageLibrary>().release());

}  // namespace

std::string draw(const Drawing& drawing) {
  image::Samples samples{.width = drawing.width, .height = drawing.height, .values = {}};
  for (int y = 0; y < drawing.height; ++y) {
    for (int x = 0; x < drawing.width; ++x) {
      const int ramp = 200 * x / drawing.width;
      for (int band = 0; band < 3; ++band) {
        const int tint = drawing.gray ? 0 : 37 * band * (drawing.seed + 1) % 90 + 20 * band;
        samples.values.push_back(static_cast<std::uint16_t>((ramp + tint + drawing.seed) % 256));
      }
    }
  }
  return image::encode(image::from_samples(samples), image::Format::Jpeg).bytes;
}

void put(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace autochrome::prepare
