// What stands in the picture: one bloom in focus, others behind it, leaves and grass, composed as
// close-up photographs of flowers are.
#pragma once

#include "base/random.h"
#include "garden/backdrop.h"
#include "garden/camera.h"
#include "garden/daylight.h"
#include "garden/mesh.h"

namespace autochrome::garden {

/// Plants at about one distance from the plane in focus.
struct Layer {
  Mesh mesh{};
  float blur = 0;  ///< radius of a point out of focus, as a share of the picture's short side
};

struct Scene {
  Daylight daylight{};
  Backdrop backdrop{};
  Layer far = {.blur = 0.045F};
  Layer middle = {.blur = 0.014F};
  Layer focus{};
  Layer near = {.blur = 0.05F};
};

[[nodiscard]] Scene compose(const Camera& camera, Random& random);

}  // namespace autochrome::garden
