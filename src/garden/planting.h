// Plants put into a mesh in numbers: a bloom on its stem, leaves and grass over a stretch of
// ground.
#pragma once

#include "base/random.h"
#include "garden/mesh.h"
#include "garden/varieties.h"

namespace autochrome::garden {

/// A bloom that looks towards (tilt_x, tilt_y, 1); a tulip leans that way instead.
struct Bloom {
  Vec3 place{};
  float size = 1;
  float tilt_x = 0;
  float tilt_y = 0;
};

/// A part of the garden, between two corners.
struct Bed {
  Vec3 low{};
  Vec3 high{};
};

/// Uniform in [low, high).
[[nodiscard]] float between(Random& random, float low, float high) noexcept;

void plant_bloom(
    Mesh& mesh, const Variety& variety, const Bloom& bloom, Detail detail, Random& random);

/// Leaves of about this length, with their feet in the bed.
void plant_leaves(
    Mesh& mesh, int count, const Bed& bed, float length, Detail detail, Random& random);

/// Grass from the bed's bottom up to its top, half `width` wide.
void plant_grass(Mesh& mesh, int count, const Bed& bed, float width, Detail detail, Random& random);

}  // namespace autochrome::garden
