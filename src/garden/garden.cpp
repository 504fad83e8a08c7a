#include "garden/garden.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/random.h"
#include "garden/film.h"
#include "garden/renderer.h"
#include "garden/scene.h"

namespace autochrome::garden {

namespace {

// A layer out of focus is drawn so small that a point's disc has this radius, in pixels.
constexpr float kBlurPixels = 9;
constexpr int kBandRows = 32;

void check_size(int width, int height) {
  if (width >= 1 && height >= 1 && std::int64_t{width} * height <= kLargestPhotograph) return;
  throw InputError(
      fmt::format("cannot draw a garden of {}x{} pixels; wanted sides of at least 1 and at most {} "
                  "pixels in all",
                  width, height, kLargestPhotograph));
}

/// The camera with a picture small enough for a layer of this blur, never larger than its own.
Camera reduced(Camera camera, float blur) {
  const float scale = std::min(1.0F, kBlurPixels / (blur * camera.short_side()));
  for (int* side : {&camera.width, &camera.height}) {
    *side = std::max(1, static_cast<int>(scale * static_cast<float>(*side) + 0.5F));
  }
  return camera;
}

/// A layer through the lens, at its reduced size; before the backdrop if one is given.
Image out_of_focus(Layer& layer,
                   const Camera& camera,
                   const Daylight& daylight,
                   const Backdrop* backdrop = nullptr) {
  const Camera small = reduced(camera, layer.blur);
  illuminate(layer.mesh, daylight);
  Image image(small.width, small.height);
  Renderer(layer.mesh, small, daylight).draw(0, image);
  if (backdrop != nullptr) draw_behind(image, *backdrop);
  return blurred(image, layer.blur * small.short_side());
}

/// What is before the plane in focus and what is behind it.
struct Surroundings {
  Image near;
  Image middle;
  Image far;

  /// With what is in focus between them; u and v go from 0 to 1 across the picture.
  [[nodiscard]] Vec3 around(Pixel focus, float u, float v) const noexcept {
    return over(near.at(u, v), over(focus, over(middle.at(u, v), far.at(u, v)))).light;
  }
};

void develop_row(const Film& film,
                 const Surroundings& surroundings,
                 const Pixel* focus,
                 int y,
                 Photograph& out) {
  const float v = (static_cast<float>(y) + 0.5F) / static_cast<float>(out.height);
  for (int x = 0; x < out.width; ++x) {
    const float u = (static_cast<float>(x) + 0.5F) / static_cast<float>(out.width);
    const Vec3 light = surroundings.around(focus[x], u, v);
    const auto [rgb, gray] = film.develop(light, {.x = x, .y = y, .u = u, .v = v});
    out.rgb.insert(out.rgb.end(), rgb.begin(), rgb.end());
    out.gray.push_back(gray);
  }
}

}  // namespace

Photograph draw(int width, int height, std::uint64_t seed) {
  check_size(width, height);
  const Camera camera = {.width = width, .height = height};
  Random random(seed);
  Scene scene = compose(camera, random);
  const Daylight& daylight = scene.daylight;
  const Surroundings surroundings = {
      .near = out_of_focus(scene.near, camera, daylight),
      .middle = out_of_focus(scene.middle, camera, daylight),
      .far = out_of_focus(scene.far, camera, daylight, &scene.backdrop)};
  illuminate(scene.focus.mesh, daylight);
  Renderer renderer(scene.focus.mesh, camera, daylight);
  const Film film(static_cast<std::uint32_t>(random.next()));

  Photograph out = {.width = width, .height = height, .rgb = {}, .gray = {}};
  const auto pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  out.rgb.reserve(3 * pixels);
  out.gray.reserve(pixels);
  for (int first = 0; first < height; first += kBandRows) {
    Image band(width, std::min(kBandRows, height - first));
    renderer.draw(first, band);
    for (int row = 0; row < band.height; ++row) {
      develop_row(film, surroundings, band.row(row), first + row, out);
    }
  }
  return out;
}

}  // namespace autochrome::garden
