// The light of a garden: a sun softened by thin cloud, the sky above, green from below. Petals
// shade one another, which is most of what makes a flower look like one in black and white.
#pragma once

#include "garden/mesh.h"

namespace autochrome::garden {

struct Daylight {
  Vec3 sun_direction = {-0.45F, 0.7F, 0.55F};  ///< towards the sun; need not have length 1
  Vec3 sun = {1.75F, 1.60F, 1.36F};            ///< irradiance of a surface that faces it
  Vec3 sky = {0.78F, 0.83F, 0.92F};            ///< irradiance from all of the sky
  Vec3 ground = {0.18F, 0.21F, 0.10F};         ///< irradiance from below
};

/// Fills in light, openness and sun of every vertex, from depth maps of the mesh as each of a few
/// dozen directions sees it (Williams 1978, "Casting curved shadows on curved surfaces").
void illuminate(Mesh& mesh, const Daylight& daylight);

}  // namespace autochrome::garden
