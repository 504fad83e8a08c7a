#include "tests/image/drawn.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

#include "image/picture_parts.h"
#include "image/save.h"

namespace autochrome::image::testing {

namespace {

double full_scale(const Samples& samples) { return samples.bits == 8 ? 255 : 65535; }

/// In [0, 1].
double drawn_value(double x, double y, int band) {
  switch (band) {
    case 0:
      return 0.1 + 0.5 * x + 0.3 * y;
    case 1:
      return 0.2 + 0.6 * y;
    default:
      return 0.9 - 0.4 * x * y;
  }
}

}  // namespace

Samples drawn(int width, int height, int bands, int bits) {
  Samples samples{.width = width, .height = height, .bands = bands, .bits = bits, .values = {}};
  const bool alpha = bands == 2 || bands == 4;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double across = (x + 0.5) / width;
      const double down = (y + 0.5) / height;
      for (int band = 0; band < bands; ++band) {
        const double value = alpha && band == bands - 1 ? across : drawn_value(across, down, band);
        samples.values.push_back(
            static_cast<std::uint16_t>(std::lround(value * full_scale(samples))));
      }
    }
  }
  return samples;
}

ImageOwner as_vips(const Samples& samples) {
  return copy_header(from_samples(samples).parts().image.get());
}

void write(VipsImage* image, const std::filesystem::path& path) {
  check_call(vips_image_write_to_file(image, path.c_str(), nullptr));
}

std::filesystem::path saved(const TemporaryFolder& folder,
                            const std::string& name,
                            const Samples& samples) {
  save(from_samples(samples), folder / name);
  return folder / name;
}

Samples read(const std::filesystem::path& path) { return to_samples(open(Source::file(path))); }

Difference difference(const Samples& left, const Samples& right) {
  EXPECT_EQ(left.width, right.width);
  EXPECT_EQ(left.height, right.height);
  EXPECT_EQ(left.bands, right.bands);
  if (left.values.size() != right.values.size()) return {1, 1};
  Difference result;
  for (std::size_t i = 0; i < left.values.size(); ++i) {
    const double one =
        std::abs(left.values[i] / full_scale(left) - right.values[i] / full_scale(right));
    result.mean += one / static_cast<double>(left.values.size());
    result.largest = std::max(result.largest, one);
  }
  return result;
}

}  // namespace autochrome::image::testing
