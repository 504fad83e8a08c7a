#include "garden/daylight.h"

#include <gtest/gtest.h>

namespace autochrome::garden {
namespace {

/// A square sheet across z at this height, facing +z.
void add_square(Mesh& mesh, float half, float z) {
  mesh.add_sheet({.base = {1, 1, 1}, .tip = {1, 1, 1}}, 8, 8, [half, z](float u, float v) {
    return Vec3{half * v, half * (2 * u - 1), z};
  });
}

const Vertex& middle_of_sheet(const Mesh& mesh, std::size_t sheet) {
  return mesh.vertices[sheet * 81 + 40];
}

constexpr Daylight kSunAlone = {
    .sun_direction = {0, 0, 1}, .sun = {2, 2, 2}, .sky = {}, .ground = {}};

TEST(Mesh, NormalsOfASheetFaceTheSideWhereVTurnsIntoU) {
  Mesh mesh;
  add_square(mesh, 1, 0);
  EXPECT_EQ(mesh.triangles.size(), 128U);
  for (const Vertex& vertex : mesh.vertices) EXPECT_FLOAT_EQ(vertex.normal.z, 1);
}

TEST(Daylight, ASheetInTheOpenReceivesAllOfTheSunOnTheSideThatFacesIt) {
  Mesh mesh;
  add_square(mesh, 1, 0);
  illuminate(mesh, kSunAlone);
  const Vertex& middle = middle_of_sheet(mesh, 0);
  EXPECT_NEAR(middle.light_front.y, 2, 0.05);
  EXPECT_EQ(middle.light_back.y, 0);
  EXPECT_FLOAT_EQ(middle.openness, 1);
  EXPECT_NEAR(middle.sun, 1, 1e-6);
}

TEST(Daylight, ASheetShadesWhatIsBehindIt) {
  Mesh mesh;
  add_square(mesh, 1, 0);
  add_square(mesh, 1, 0.3F);
  illuminate(mesh, kSunAlone);
  EXPECT_EQ(middle_of_sheet(mesh, 0).sun, 0.0F);
  EXPECT_EQ(middle_of_sheet(mesh, 0).light_front.y, 0.0F);
  EXPECT_NEAR(middle_of_sheet(mesh, 1).light_front.y, 2, 0.05);
}

TEST(Daylight, AnEvenSkyLightsEverySideAlike) {
  const Daylight even = {
      .sun_direction = {0, 1, 0}, .sun = {}, .sky = {1, 1, 1}, .ground = {1, 1, 1}};
  Mesh mesh;
  add_square(mesh, 1, 0);
  illuminate(mesh, even);
  EXPECT_NEAR(middle_of_sheet(mesh, 0).light_front.y, 1, 0.05);
  EXPECT_NEAR(middle_of_sheet(mesh, 0).light_back.y, 1, 0.05);
}

TEST(Daylight, NothingToLightIsNoError) {
  Mesh mesh;
  illuminate(mesh, {});
  EXPECT_TRUE(mesh.vertices.empty());
}

}  // namespace
}  // namespace autochrome::garden
