// Colour for a whole picture, worked out strip by strip while the result is written.
#pragma once

#include <memory>

#include "color/chroma_field.h"
#include "image/picture.h"

namespace autochrome::image {

/// The picture with its own lightness and the field's colours, in RGB at the same depth, alpha and
/// metadata kept. Nothing is computed yet: the field is asked from libvips' threads as the result
/// is read, and what it throws comes out of the reading function.
[[nodiscard]] Picture recolor(const Picture& picture,
                              std::shared_ptr<const color::ChromaField> field);

}  // namespace autochrome::image
