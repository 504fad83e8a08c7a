// The colour that a point of a sheet sends to the camera.
#pragma once

#include <cstdint>

#include "garden/mesh.h"

namespace autochrome::garden {

/// `point` is a vertex, or what lies between three of them; the camera looks along -z. The sun's
/// direction and irradiance are for the shine of what is glossy.
[[nodiscard]] Vec3 shaded(const Vertex& point,
                          const Material& material,
                          Vec3 sun_direction,
                          Vec3 sun) noexcept;

}  // namespace autochrome::garden
