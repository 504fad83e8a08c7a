// Colour carried from the samples that a network saw to a finer grid of pixels, a row at a time:
// joint bilateral upsampling from the four nearest samples (Kopf et al. 2007, "Joint bilateral
// upsampling", eq. 3) that give not their colour but a local linear model of colour over L, as in
// the guided filter (He et al. 2013, "Guided image filtering", eqs. 5 and 6). The loops are
// compiled like those of color/row_kernels.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "color/row_kernels.h"

namespace autochrome::color {

/// What is kept of a sample: its L, a and b; the change of a and b for one unit of L; the least and
/// largest a and b of the 3×3 samples around it.
enum ModelPlane : std::ptrdiff_t {
  kModelLightness,
  kModelA,
  kModelB,
  kModelSlopeA,
  kModelSlopeB,
  kModelLowestA,
  kModelLowestB,
  kModelHighestA,
  kModelHighestB,
  kModelPlanes
};

// One row of samples: plane p of sample x is planes[p * stride + x]. In front of sample 0 stands
// one more, equal to it, and behind the last stand kNodePadding readable values, the first of them
// the last sample again. Rows that go together have one stride.

/// Works out slopes and ranges of the `n` samples of `row` from their L, a and b and those of the
/// rows above and below (a border's neighbour is the border itself). The slope is the least-squares
/// one of the 3×3 window, shrunk by how well colour and L go together there: an edge of both is
/// believed, chance is not. Values behind the last sample are overwritten, up to the padding.
void fit_row(const float* above,
             const float* below,
             float* row,
             std::ptrdiff_t stride,
             std::ptrdiff_t n,
             Isa isa = Isa::Best);

/// Where a row of pixels lies between samples. `left` and `right_weight` have an entry a pixel.
struct CarryRow {
  const float* above = nullptr;  ///< planes of a row of samples
  const float* below = nullptr;
  std::ptrdiff_t stride = 0;
  float below_weight = 0;               ///< 0 on the row above, 1 on the row below
  const std::int32_t* left = nullptr;   ///< index of the sample to the left, never falling
  const float* right_weight = nullptr;  ///< 0 at the left sample, 1 at the next
  bool close = false;                   ///< no pixel's left sample is more than one further than
                                        ///< that of the pixel before
};

/// Writes a and b of n pixels, given their L. Four samples around each pixel are weighted by
/// nearness and by likeness of L, and the mean is held to their range of colours. A pixel's result
/// does not depend on where the row is cut. L of 0..100 gives finite colours.
void carry_row(const CarryRow& row,
               std::ptrdiff_t n,
               const float* lightness,
               float* a,
               float* b,
               Isa isa = Isa::Best);

}  // namespace autochrome::color
