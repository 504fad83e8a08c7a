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

/// Puts white paper behind colours that cover only part of it: `seen` is the lightness of picture
/// and paper together, `coverage` the picture's share, 0 to 1; both of the planes' size.
void lay_on_paper(LabPlanes& planes, image::Plane seen, const image::Plane& coverage);

/// The samples' alpha, 0 to 1, and they themselves laid on white, at the same depth. For 2 or 4
/// bands.
struct OnPaper {
  image::Samples samples;
  image::Plane coverage;
};

[[nodiscard]] OnPaper on_paper(const image::Samples& samples);

/// 8-bit RGB of the planes, L · 255/100, a + 128, b + 128, rounded: what the Studio's shader reads.
[[nodiscard]] image::Samples lab_samples(const LabPlanes& planes);

/// 8-bit sRGB, with a look.
[[nodiscard]] image::Samples rgb_samples(LabPlanes planes, const color::LookOptions& look);

}  // namespace autochrome::server
