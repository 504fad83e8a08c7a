// Small coloured pictures in memory: previews, the planes of the Studio's live controls, regions.
#pragma once

#include "color/chroma_field.h"
#include "color/look.h"
#include "color/row_kernels.h"
#include "image/plane.h"
#include "image/samples.h"

namespace autochrome::server {

/// L, a and b of the same pixels, Lab units.
struct LabPlanes {
  image::Plane lightness;
  image::Plane a;
  image::Plane b;
};

/// Lightness of samples of any depth and number of bands.
[[nodiscard]] image::Plane lightness_of(const image::Samples& samples,
                                        const color::LightnessReader<std::uint16_t>& reader);

/// Colours for the pixels of `lightness`, whose first lies at (left, top) of the field's picture.
[[nodiscard]] LabPlanes with_colors(image::Plane lightness,
                                    const color::ChromaField& field,
                                    int left = 0,
                                    int top = 0);

/// 8-bit RGB of the planes, L · 255/100, a + 128, b + 128, rounded: what the Studio's shader reads.
[[nodiscard]] image::Samples lab_samples(const LabPlanes& planes);

/// 8-bit sRGB, with a look.
[[nodiscard]] image::Samples rgb_samples(LabPlanes planes, const color::LookOptions& look);

}  // namespace autochrome::server
