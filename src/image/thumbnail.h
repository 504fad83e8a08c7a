// Small versions of pictures, decoded no larger than they need be: the lightness that colorization
// starts from, and squares for training sets.
#pragma once

#include <cstdint>
#include <vector>

#include "image/picture.h"
#include "image/plane.h"
#include "image/samples.h"
#include "image/source.h"

namespace autochrome::image {

/// L (0..100) of the whole picture, upright and in the colours of `open`, reduced by area averages
/// so that its longer side is `long_side`; a smaller picture keeps its size. Pixel for pixel it
/// lies on the picture that `open` gives. Throws what `open` throws, damaged pixels included, and
/// InputError for a long_side below 1.
[[nodiscard]] Plane lightness(const Source& source, int long_side, const OpenOptions& options = {});

/// [height, width, 3] sRGB bytes of the whole picture, reduced as `lightness` reduces, alpha
/// flattened on white. Throws what `lightness` throws.
[[nodiscard]] Samples thumbnail(const Source& source,
                                int long_side,
                                const OpenOptions& options = {});

/// How much of the paper behind it the whole picture covers, 0 (transparent) to 1, reduced as
/// `lightness` reduces; 1 everywhere without alpha. Throws what `lightness` throws.
[[nodiscard]] Plane coverage(const Source& source, int long_side, const OpenOptions& options = {});

/// [size, size, 3] sRGB bytes: the largest square in the middle of the picture, reduced or
/// enlarged. Gray gives R = G = B; alpha is flattened on white. Throws what `lightness` throws.
[[nodiscard]] std::vector<std::uint8_t> rgb_square(const Source& source,
                                                   int size,
                                                   const OpenOptions& options = {});

}  // namespace autochrome::image
