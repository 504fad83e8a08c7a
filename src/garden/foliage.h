// What is green: leaves with a midrib, blades of grass, stems.
#pragma once

#include "base/random.h"
#include "garden/flowers.h"
#include "garden/mesh.h"

namespace autochrome::garden {

/// A leaf of length 1 along y of its frame, facing z, drawn to a point.
struct LeafShape {
  float width = 0.28F;  ///< half of it
  float fold = 0.25F;   ///< of the halves towards each other, as a slope
  float droop = 0.5F;   ///< of the tip, in radians
  Vec3 color = {0.06F, 0.13F, 0.03F};
};

void grow_leaf(
    Mesh& mesh, const Frame& frame, const LeafShape& shape, Detail detail, Random& random);

/// A long blade from `foot`, first along `up`, whose tip has moved by `lean`; half `width` wide.
void grow_blade(Mesh& mesh, Vec3 foot, Vec3 up, Vec3 lean, float width, Vec3 color, Detail detail);

/// A round stem from `foot` to `top`, leaving along `up`.
void grow_stem(Mesh& mesh, Vec3 foot, Vec3 up, Vec3 top, float radius, Vec3 color, Detail detail);

}  // namespace autochrome::garden
