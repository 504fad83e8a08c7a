// The flowers: daisies and their kin, roses, tulips. Each grows about the z axis of its own frame,
// open towards +z, with a radius near 1; the random numbers make every petal a little different.
#pragma once

#include "base/random.h"
#include "garden/mesh.h"

namespace autochrome::garden {

/// Petal colours, from the base to the tip.
struct Petals {
  Vec3 base;
  Vec3 tip;
};

/// A disc of florets with petals around it: daisy, cosmos, gerbera.
struct DaisyShape {
  int petals = 21;      ///< in each of the two whorls
  float width = 0.15F;  ///< half of a petal's
  float disc = 0.3F;    ///< its radius
  float droop = 0.15F;  ///< how far petals bend back, in radians
  float raise = 0.2F;   ///< of petals above the flower's plane at their base, in radians
  Vec3 disc_color = {0.85F, 0.5F, 0.02F};
};

void grow_daisy(Mesh& mesh,
                const Frame& frame,
                const DaisyShape& shape,
                const Petals& petals,
                Detail detail,
                Random& random);

void grow_rose(Mesh& mesh, const Frame& frame, const Petals& petals, Detail detail, Random& random);

/// Stands along z: its stem ends at the origin and its cup is seen from the side.
void grow_tulip(
    Mesh& mesh, const Frame& frame, const Petals& petals, Detail detail, Random& random);

}  // namespace autochrome::garden
