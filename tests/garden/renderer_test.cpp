#include "garden/renderer.h"

#include <gtest/gtest.h>

namespace autochrome::garden {
namespace {

constexpr Daylight kDark = {.sun = {}, .sky = {}, .ground = {}};

/// A square of half the side `half` about (x, 0, z) that sends out `color`.
void add_glowing(Mesh& mesh, float x, float z, float half, Vec3 color) {
  const std::size_t first = mesh.vertices.size();
  mesh.add_sheet({.base = color, .tip = color}, 4, 4, [=](float u, float v) {
    return Vec3{x + half * v, half * (2 * u - 1), z};
  });
  for (std::size_t i = first; i < mesh.vertices.size(); ++i) {
    mesh.vertices[i].light_front = {1, 1, 1};
  }
}

Image drawn(const Mesh& mesh, const Camera& camera) {
  Image image(camera.width, camera.height);
  Renderer(mesh, camera, kDark).draw(0, image);
  return image;
}

TEST(Renderer, CoversWhatTheSheetCovers) {
  Mesh mesh;
  add_glowing(mesh, 0, 0, 0.5F, {1, 0.5F, 0});
  // One unit is 8 pixels: the square reaches from 4 to 12.
  const Image image = drawn(mesh, {.width = 16, .height = 16});
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      const bool is_inside = x >= 4 && x < 12 && y >= 4 && y < 12;
      EXPECT_EQ(image.row(y)[x].coverage, is_inside ? 1.0F : 0.0F) << x << ' ' << y;
    }
  }
  EXPECT_FLOAT_EQ(image.row(8)[8].light.x, 1);
  EXPECT_FLOAT_EQ(image.row(8)[8].light.y, 0.5F);
}

TEST(Renderer, CoversAnEdgePixelInPart) {
  Mesh mesh;
  add_glowing(mesh, 0, 0, 0.5F + 0.5F / 8, {1, 1, 1});
  const Image image = drawn(mesh, {.width = 16, .height = 16});
  EXPECT_FLOAT_EQ(image.row(8)[3].coverage, 0.5F);
  EXPECT_FLOAT_EQ(image.row(3)[8].coverage, 0.5F);
}

TEST(Renderer, WhatIsNearerHidesWhatIsBehindInEitherOrder) {
  for (const bool near_first : {true, false}) {
    Mesh mesh;
    add_glowing(mesh, 0, near_first ? 1 : -1, 0.5F, near_first ? Vec3{1, 0, 0} : Vec3{0, 1, 0});
    add_glowing(mesh, 0, near_first ? -1 : 1, 0.5F, near_first ? Vec3{0, 1, 0} : Vec3{1, 0, 0});
    const Image image = drawn(mesh, {.width = 16, .height = 16});
    EXPECT_FLOAT_EQ(image.row(8)[8].light.x, 1);
    EXPECT_FLOAT_EQ(image.row(8)[8].light.y, 0);
  }
}

TEST(Renderer, BandsMakeTheWholePicture) {
  Mesh mesh;
  add_glowing(mesh, 0.1F, 0.2F, 0.63F, {1, 0.5F, 0.25F});
  const Camera camera = {.width = 21, .height = 33};
  const Image whole = drawn(mesh, camera);
  Renderer renderer(mesh, camera, kDark);
  for (int first = 0; first < camera.height; first += 5) {
    Image band(camera.width, std::min(5, camera.height - first));
    renderer.draw(first, band);
    for (int row = 0; row < band.height; ++row) {
      for (int x = 0; x < camera.width; ++x) {
        EXPECT_EQ(band.row(row)[x].coverage, whole.row(first + row)[x].coverage);
        EXPECT_EQ(band.row(row)[x].light.x, whole.row(first + row)[x].light.x);
      }
    }
  }
}

TEST(Camera, ShortSideReachesFromMinusOneToOneAndLongOnesAreHeld) {
  EXPECT_FLOAT_EQ((Camera{.width = 300, .height = 200}.half_height()), 1);
  EXPECT_FLOAT_EQ((Camera{.width = 300, .height = 200}.half_width()), 1.5F);
  EXPECT_FLOAT_EQ((Camera{.width = 1, .height = 5000}.half_height()), 3);
}

}  // namespace
}  // namespace autochrome::garden
