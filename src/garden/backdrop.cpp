#include "garden/backdrop.h"

#include <algorithm>

#include "base/random.h"
#include "garden/noise.h"

namespace autochrome::garden {

namespace {

Image hedge(const Backdrop& backdrop, int width, int height) {
  Image image(width, height);
  const float unit = 1.0F / static_cast<float>(std::min(width, height));
  for (int y = 0; y < height; ++y) {
    const float down = (static_cast<float>(y) + 0.5F) / static_cast<float>(height);
    const Vec3 color = mix(backdrop.top, backdrop.bottom, down);
    const float v = static_cast<float>(y) * unit;
    for (int x = 0; x < width; ++x) {
      const float u = static_cast<float>(x) * unit;
      const float boughs = cloud_noise(2.2F * u, 2.2F * v, backdrop.seed) - 0.5F;
      const float leaves = cloud_noise(9 * u, 9 * v, backdrop.seed + 9) - 0.5F;
      const float light = 1 + backdrop.mottling * (3.0F * boughs + 1.2F * leaves);
      image.row(y)[x] = {std::max(light, 0.15F) * color, 1};
    }
  }
  return image;
}

void add_highlights(Image& image, const Backdrop& backdrop) {
  Random random(backdrop.seed);
  for (int i = 0; i < backdrop.highlights; ++i) {
    const double across = random.uniform();
    // More of them near the top.
    const double down = random.uniform() * random.uniform();
    const double power = 14 * random.uniform() * random.uniform();
    Pixel* row = image.row(static_cast<int>(down * image.height));
    row[static_cast<int>(across * image.width)].light +=
        static_cast<float>(power) * Vec3{1.0F, 1.05F, 0.75F};
  }
}

}  // namespace

void draw_behind(Image& image, const Backdrop& backdrop) {
  Image behind = hedge(backdrop, image.width, image.height);
  add_highlights(behind, backdrop);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = over(image.pixels[i], behind.pixels[i]);
  }
}

}  // namespace autochrome::garden
